using System.Collections.Concurrent;
using IoTLoad.Peers;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Storage.Tests.Otlp;

/// <summary>A collector that takes metrics by OTLP over HTTP, and keeps them.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly ConcurrentQueue<(OtlpRequest Request, string? Authorization)> _requests = new();
    private readonly LoopbackHttp _http;
    private volatile int _status = 200;

    public OtlpReceiver()
    {
        _http = new LoopbackHttp(AnswerAsync);
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

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var status = context.Request.Path == "/v1/metrics" && context.Request.ContentType == "application/x-protobuf"
            ? Status : 404;
        if (status == 200)
        {
            _requests.Enqueue((new OtlpRequest(body.ToArray()), context.Request.Headers.Authorization));
        }

        context.Response.StatusCode = status;
        if (RedirectTo is { } other)
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = new Uri(other, context.Request.Path).ToString();
        }
    }
}
