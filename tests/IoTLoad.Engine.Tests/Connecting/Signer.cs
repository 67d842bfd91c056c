using IoTLoad.Engine.Authentication;

namespace IoTLoad.Engine.Tests.Connecting;

/// <summary>A signer of WebSocket handshakes that counts them.</summary>
internal sealed class Signer(Func<Uri, int, WebSocketRequest> sign) : IWebSocketSigner
{
    private int _count;

    public int Count => _count;

    public ValueTask<WebSocketRequest> SignAsync(Uri endpoint, int connection, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _count);
        return ValueTask.FromResult(sign(endpoint, connection));
    }
}
