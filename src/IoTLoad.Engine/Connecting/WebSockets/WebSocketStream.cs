using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Connecting.Sockets;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Connecting.WebSockets;

/// <summary>
/// A WebSocket as the stream of bytes that MQTT runs on: one binary frame for each write, and reads across frames (MQTT 5
/// section 6.0: packets need not be aligned on frames). One read and one write may be under way at a time.
/// </summary>
/// <param name="socket">An open WebSocket; disposed with this stream.</param>
/// <param name="text">The endpoint in messages.</param>
internal sealed class WebSocketStream(WebSocket socket, string text) : DuplexStream
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Reads from the current or the next frame; 0 once the peer has closed.</summary>
    /// <exception cref="ConnectFaultException">A text frame came.</exception>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                // Without a code or text of its own, the peer has said no more than by closing the connection.
                return socket.CloseStatus is null or WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.Empty
                    && string.IsNullOrEmpty(socket.CloseStatusDescription)
                    ? 0 : throw new ConnectFaultException(Closed());
            }

            if (received.MessageType == WebSocketMessageType.Text)
            {
                throw new ConnectFaultException(ConnectFault.Protocol(text, "sent a WebSocket text frame; MQTT uses binary frames only"));
            }

            // An empty frame is allowed, and is not the end of the stream.
            if (received.Count > 0 || buffer.IsEmpty)
            {
                return received.Count;
            }
        }
    }

    private ConnectFault Closed()
    {
        var code = (int)(socket.CloseStatus ?? WebSocketCloseStatus.Empty);
        var name = Enum.IsDefined((WebSocketCloseStatus)code) ? $" {(WebSocketCloseStatus)code}" : "";
        var reason = string.IsNullOrEmpty(socket.CloseStatusDescription) ? "" : $": {socket.CloseStatusDescription}";
        return ConnectFault.Closed(text) with { Message = Text($"{text} closed the WebSocket with code {code}{name}{reason}.") };
    }

    /// <summary>Sends one binary frame.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    /// <summary>Says goodbye if the connection still stands, and closes it without waiting for the peer's answer.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var timer = new CancellationTokenSource(CloseTimeout);
            try
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timer.Token);
            }
            catch (Exception exception) when (
                exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The close frame is a courtesy (MQTT's DISCONNECT has said all there is): a peer that no longer takes it misses nothing.
            }
        }

        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
        }

        base.Dispose(disposing);
    }
}
