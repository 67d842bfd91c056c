using System.IO.Compression;
using System.Text;
using IoTLoad.Peers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>What a stub was asked.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="Authorization">The header.</param>
/// <param name="Body">The body, decompressed.</param>
internal sealed record StubRequest(string Path, string? Authorization, string Body);

/// <summary>An answer of a stub.</summary>
internal sealed record StubAnswer(int Status, string Body = "", params (string Name, string Value)[] Headers);

/// <summary>Gives recorded answers of servers that cannot be had here, in the place of the server.</summary>
internal sealed class StubServer : IDisposable
{
    private readonly Func<StubRequest, StubAnswer> _answer;
    private readonly List<StubRequest> _requests = [];
    private readonly LoopbackHttp _http;

    public StubServer(Func<StubRequest, StubAnswer> answer)
    {
        _answer = answer;
        _http = new LoopbackHttp(AnswerAsync);
    }

    public Uri Url => _http.Url;

    public IReadOnlyList<StubRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public IReadOnlyList<StubRequest> Writes => [.. Requests.Where(request => request.Path.Contains("write", StringComparison.Ordinal))];

    /// <summary>A server of a version, whose writes are answered by turns.</summary>
    public static StubServer OfVersion(string version, params StubAnswer[] writes)
    {
        var turn = -1;
        return new StubServer(request => request.Path.StartsWith("/ping", StringComparison.Ordinal)
            ? new StubAnswer(204, "", ("X-Influxdb-Version", version))
            : writes[Math.Min(Interlocked.Increment(ref turn), writes.Length - 1)]);
    }

    public void Dispose() => _http.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        await using var body = context.Request.Headers["Content-Encoding"] == "gzip"
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress)
            : context.Request.Body;
        using var text = new StreamReader(body, Encoding.UTF8);
        var request = new StubRequest(
            context.Features.Get<IHttpRequestFeature>()!.RawTarget, context.Request.Headers.Authorization, await text.ReadToEndAsync());
        StubAnswer answer;
        lock (_requests)
        {
            _requests.Add(request);
            answer = _answer(request);
        }

        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (answer.Body.Length > 0)
        {
            await context.Response.WriteAsync(answer.Body);
        }
    }
}
