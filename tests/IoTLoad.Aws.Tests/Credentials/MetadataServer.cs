using System.Net;
using System.Text;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Credentials;

/// <summary>A server that gives credentials as a container's agent or an instance's metadata service does.</summary>
public sealed class MetadataServer : IDisposable
{
    private readonly Dictionary<string, string> _answers;
    private readonly HttpLoop _http;

    /// <summary>Starts a server.</summary>
    /// <param name="answers">Answers by path.</param>
    public MetadataServer(Dictionary<string, string> answers)
    {
        _answers = answers;
        _http = new HttpLoop(AnswerAsync);
    }

    /// <summary>Address of the server.</summary>
    public Uri Url => _http.Url;

    /// <summary>The requests so far: path and Authorization header.</summary>
    public List<string> Requests { get; } = [];

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        Requests.Add($"{path} {context.Request.Headers["Authorization"]}".TrimEnd());
        var found = _answers.TryGetValue(path, out var answer);
        context.Response.StatusCode = found ? 200 : 404;
        context.Response.Close(Encoding.UTF8.GetBytes(answer ?? ""), willBlock: true);
        return Task.CompletedTask;
    }
}
