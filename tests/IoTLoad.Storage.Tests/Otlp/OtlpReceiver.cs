using System.Collections.Concurrent;
using System.Net;
using IoTLoad.Peers;

namespace IoTLoad.Storage.Tests.Otlp;

/// <summary>A collector that takes metrics by OTLP over HTTP, and keeps them.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly ConcurrentQueue<(OtlpRequest Request, string? Authorization)> _requests = new();
    private readonly HttpLoop _http;
    private volatile int _status = 200;

    public OtlpReceiver()
    {
        _http = new HttpLoop(AnswerAsync);
    }

    public Uri Url => _http.Url;

    /// <summary>What it answers; nothing is kept but with 200.</summary>
    public int Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>Where it sends clients instead; null for nowhere.</summary>
    public Uri? RedirectTo { get; set; }

    /// <summary>Requests that held metrics.</summary>
    public IReadOnlyList<OtlpRequest> Requests => [.. _requests.Select(each => each.Request).Where(request => request.Points.Count > 0)];

    public IReadOnlyList<string?> Authorizations => [.. _requests.Select(each => each.Authorization).Distinct()];

    public void Dispose() => _http.Dispose();

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var status = context.Request.Url!.AbsolutePath == "/v1/metrics" && context.Request.ContentType == "application/x-protobuf"
            ? Status : 404;
        if (status == 200)
        {
            _requests.Enqueue((new OtlpRequest(body.ToArray()), context.Request.Headers["Authorization"]));
        }

        context.Response.StatusCode = status;
        if (RedirectTo is { } other)
        {
            context.Response.StatusCode = 307;
            context.Response.RedirectLocation = new Uri(other, context.Request.Url.AbsolutePath).ToString();
        }

        context.Response.Close();
    }
}
