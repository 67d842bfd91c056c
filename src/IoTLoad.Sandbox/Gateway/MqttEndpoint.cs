using System.IO.Pipelines;
using System.Net.WebSockets;
using IoTLoad.Sandbox.Identity;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>Where MQTT connections come in: over TLS with a client certificate, and over WebSocket with a presigned URL.</summary>
internal sealed class MqttEndpoint(MessageBroker broker, ConnectionRoster roster, Authority authority, CancellationToken stopping)
{
    private const string Subprotocol = "mqtt";
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    /// <summary>Serves a TLS connection to its end.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, stopping);
        await ServeAsync(connection.Transport, connection.Features.Get<ClientIdentity>()?.Principal, connection.Abort, ended.Token);
    }

    /// <summary>Serves <c>GET /mqtt</c>: verifies its URL, changes to WebSocket, and serves the connection to its end.</summary>
    /// <exception cref="RefusedException">It is no WebSocket request, or its signature is not right.</exception>
    public async Task ServeWebSocketAsync(HttpContext context)
    {
        RefusedException.ThrowIf(
            !context.WebSockets.IsWebSocketRequest, 400, "InvalidRequestException", "This path is for WebSocket connections.");
        var principal = authority.Verify(SignedRequest.Of(context, default), "iotdevicegateway");
        var subprotocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol) ? Subprotocol : null;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { SubProtocol = subprotocol, KeepAliveInterval = Timeout.InfiniteTimeSpan });
        var stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, closeTimeout: ClosePatience);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var pipe = new StreamPipe(stream);
        var received = pipe.ReceiveAsync(context.RequestAborted);
        await ServeAsync(pipe, principal, context.Abort, ended.Token);
        await pipe.Input.CompleteAsync();

        // Sends the close frame, and waits for the client's.
        await stream.DisposeAsync();
        await received;
    }

    private async Task ServeAsync(IDuplexPipe pipe, Principal? principal, Action abort, CancellationToken cancellation)
    {
        var channel = new MqttChannel(pipe, broker.Limits.ThroughputPerConnection, broker.Clock);
        await new DeviceConnection(channel, principal, broker, roster, abort).RunAsync(cancellation);
    }

    /// <summary>
    /// A stream as a pipe. What arrives goes through a buffer of its own: to end a pending read of the stream itself would abort the
    /// WebSocket, and the client would get neither DISCONNECT nor a close frame.
    /// </summary>
    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        private readonly Pipe _received = new();

        public PipeReader Input => _received.Reader;

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

        public async Task ReceiveAsync(CancellationToken cancellation)
        {
            try
            {
                while (await stream.ReadAsync(_received.Writer.GetMemory(4096), cancellation) is > 0 and var read)
                {
                    _received.Writer.Advance(read);
                    await _received.Writer.FlushAsync(cancellation);
                }
            }
            catch (Exception exception) when (
                exception is IOException or WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client is gone without a close frame.
            }

            await _received.Writer.CompleteAsync();
        }
    }
}

/// <summary>A connection feature: whose client certificate the TLS handshake brought.</summary>
internal sealed record ClientIdentity(Principal Principal);
