using System.Collections.Concurrent;
using System.Text;
using IoTLoad.Engine.Authentication;

namespace IoTLoad.Engine.Tests.Http;

/// <summary>A signer of HTTP requests that keeps what it signed.</summary>
internal sealed class HeaderSigner(Func<HttpRequestToSign, IReadOnlyList<KeyValuePair<string, string>>> sign) : IHttpRequestSigner
{
    /// <summary>What was signed, with the body as text.</summary>
    public ConcurrentQueue<(HttpRequestToSign Request, string Body)> Requests { get; } = new();

    public async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> SignAsync(HttpRequestToSign request, CancellationToken cancellation)
    {
        // As one that has to renew its credentials first.
        await Task.Yield();
        Requests.Enqueue((request, Encoding.UTF8.GetString(request.Body.Span)));
        return sign(request);
    }
}
