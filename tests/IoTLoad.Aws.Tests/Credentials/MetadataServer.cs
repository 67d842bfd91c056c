using System.Collections.Concurrent;
using IoTLoad.Peers;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Aws.Tests.Credentials;

/// <summary>A server that gives credentials as a container's agent or an instance's metadata service does.</summary>
public sealed class MetadataServer : IDisposable
{
    private readonly Dictionary<string, string> _answers;
    private readonly LoopbackHttp _http;

    /// <summary>Starts a server.</summary>
    /// <param name="answers">Answers by path.</param>
    public MetadataServer(Dictionary<string, string> answers)
    {
        _answers = answers;
        _http = new LoopbackHttp(AnswerAsync);
    }

    /// <summary>Address of the server.</summary>
    public Uri Url => _http.Url;

    /// <summary>The requests so far: path and Authorization header.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.ToString();
        Requests.Enqueue($"{path} {context.Request.Headers.Authorization}".TrimEnd());
        var found = _answers.TryGetValue(path, out var answer);
        context.Response.StatusCode = found ? 200 : 404;
        return context.Response.WriteAsync(answer ?? "");
    }
}
