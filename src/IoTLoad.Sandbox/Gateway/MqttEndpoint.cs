using System.IO.Pipelines;
using IoTLoad.Sandbox.Identity;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>Where MQTT connections come in: over TLS with a client certificate, and over WebSocket with a presigned URL.</summary>
internal sealed class MqttEndpoint(MessageBroker broker, ConnectionRoster roster, IAuthority authority, CancellationToken stopping)
{
    private const string Subprotocol = "mqtt";

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
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new RefusedException(400, "InvalidRequestException", "This path is for WebSocket connections.");
        }

        var principal = authority.Verify(HttpSignature.Request(context, ReadOnlyMemory<byte>.Empty), "iotdevicegateway");
        var subprotocol = context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol) ? Subprotocol : null;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { SubProtocol = subprotocol, KeepAliveInterval = Timeout.InfiniteTimeSpan });
        await using var stream = System.Net.WebSockets.WebSocketStream.Create(
            socket, System.Net.WebSockets.WebSocketMessageType.Binary, closeTimeout: TimeSpan.FromSeconds(2));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await ServeAsync(new StreamPipe(stream), principal, context.Abort, ended.Token);
    }

    private async Task ServeAsync(IDuplexPipe pipe, Principal? principal, Action abort, CancellationToken cancellation)
    {
        var channel = new MqttChannel(pipe, broker.Limits.ThroughputPerConnection, broker.Clock);
        await new DeviceConnection(channel, principal, broker, roster, abort).RunAsync(cancellation);
    }

    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
