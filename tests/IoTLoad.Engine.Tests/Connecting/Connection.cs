using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Connecting.Sockets;
using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Tests.Connecting;

/// <summary>One connection of a plan, with an MQTT handshake in raw bytes.</summary>
internal sealed class Connection : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TlsMaterial _tls;
    private readonly SocketPollers? _pollers = SocketPollers.Create();
    private readonly CancellationTokenSource _limit;

    public Connection(LoadPlan plan, IWebSocketSigner? signer = null, TimeSpan? limit = null)
    {
        _limit = new CancellationTokenSource(limit ?? Limit);
        _tls = TlsMaterial.Load(plan.Tls);
        Connector = new Connector(plan, _tls, EndpointResolver.Resolve(plan), _pollers, signer);
    }

    public Connector Connector { get; }

    public CancellationToken Cancellation => _limit.Token;

    public Stream? Stream { get; private set; }

    /// <summary>A plan for one endpoint.</summary>
    public static LoadPlan To(Uri endpoint, TlsPlan? tls = null) => new()
    {
        Endpoints = [endpoint],
        Protocol = endpoint.Scheme is "ws" or "wss" ? LoadProtocol.MqttWebSocket : LoadProtocol.Mqtt,
        Tls = tls ?? new(),
    };

    public async Task<Stream> OpenAsync(int index = 0) => Stream = await Connector.ConnectAsync(index, Cancellation);

    /// <summary>Connects, sends an MQTT 3.1.1 CONNECT and returns CONNACK's return code.</summary>
    public async Task<byte> HandshakeAsync(int index = 0, string? user = null, string? password = null)
    {
        var stream = await OpenAsync(index);
        await stream.WriteAsync(Connect(user, password), Cancellation);
        var connack = new byte[4];
        await stream.ReadExactlyAsync(connack, Cancellation);
        Assert.Equal(0x20, connack[0]);
        return connack[3];
    }

    /// <summary>The fault of a handshake that must fail.</summary>
    public async Task<ConnectFault> FaultAsync()
    {
        try
        {
            await OpenAsync();
        }
        catch (Exception exception)
        {
            return Connector.Explain(0, exception, beforeConnAck: true);
        }

        Exception? lost = null;
        try
        {
            await Stream!.WriteAsync(Connect(null, null), Cancellation);
            Assert.Equal(0, await Stream.ReadAsync(new byte[4], Cancellation));
        }
        catch (Exception exception) when (
            exception is IOException or OperationCanceledException or System.Net.WebSockets.WebSocketException)
        {
            lost = exception;
        }

        return await Connector.ExplainBeforeConnAckAsync(0, Stream!, lost);
    }

    public async ValueTask DisposeAsync()
    {
        if (Stream is not null)
        {
            await Stream.DisposeAsync();
        }

        _pollers?.Dispose();
        _tls.Dispose();
        _limit.Dispose();
    }

    private static byte[] Connect(string? user, string? password)
    {
        var flags = 2 | (user is null ? 0 : 0x80) | (password is null ? 0 : 0x40);
        byte[] body = [0, 4, .. "MQTT"u8, 4, (byte)flags, 0, 60, .. Text(""), .. Text(user), .. Text(password)];
        return [0x10, (byte)body.Length, .. body];

        static byte[] Text(string? text) => text is null ? [] : [0, (byte)text.Length, .. System.Text.Encoding.UTF8.GetBytes(text)];
    }
}
