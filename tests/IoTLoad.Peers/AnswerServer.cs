using System.Net;
using System.Text;

namespace IoTLoad.Peers;

/// <summary>An HTTP server that answers as a test says, for what no emulator can be made to answer.</summary>
public sealed class AnswerServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, string, (int Status, string Body)> _answer;
    private readonly Task _serving;

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Makes the answer from the request's method and path, and its body.</param>
    public AnswerServer(Func<string, string, (int Status, string Body)> answer)
    {
        _answer = answer;
        Url = new Uri($"http://127.0.0.1:{LoopbackPort.Closed()}");
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Address of the server.</summary>
    public Uri Url { get; }

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

            using var reader = new StreamReader(context.Request.InputStream);
            var (status, body) = _answer($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}", await reader.ReadToEndAsync());
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: true);
        }
    }
}
