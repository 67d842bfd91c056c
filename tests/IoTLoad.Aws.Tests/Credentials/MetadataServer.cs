using System.Net;
using System.Text;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Credentials;

/// <summary>A server that gives credentials as a container's agent or an instance's metadata service does.</summary>
public sealed class MetadataServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, string> _answers;
    private readonly Task _serving;

    /// <summary>Starts a server.</summary>
    /// <param name="answers">Answers by path.</param>
    public MetadataServer(Dictionary<string, string> answers)
    {
        _answers = answers;
        Url = new Uri($"http://127.0.0.1:{LoopbackPort.Closed()}");
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Address of the server.</summary>
    public Uri Url { get; }

    /// <summary>The requests so far: path and Authorization header.</summary>
    public List<string> Requests { get; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Stop();
        _serving.GetAwaiter().GetResult();
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // That is how a listener tells that it was stopped.
                return;
            }

            var path = context.Request.Url!.AbsolutePath;
            Requests.Add($"{path} {context.Request.Headers["Authorization"]}".TrimEnd());
            var found = _answers.TryGetValue(path, out var answer);
            context.Response.StatusCode = found ? 200 : 404;
            context.Response.Close(Encoding.UTF8.GetBytes(answer ?? ""), willBlock: true);
        }
    }
}
