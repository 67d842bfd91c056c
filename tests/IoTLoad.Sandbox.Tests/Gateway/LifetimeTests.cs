using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Net.WebSockets;
using IoTLoad.Sandbox.Gateway;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Tests.Gateway;

public sealed class LifetimeTests
{
    private const MqttQualityOfServiceLevel QoS1 = MqttQualityOfServiceLevel.AtLeastOnce;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_falls_silent_is_disconnected()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var silent = new MqttClientFactory().CreateLowLevelMqttClient();
        await silent.ConnectAsync(gateway.Options("silent", MqttProtocolVersion.V500).Build(), Cancellation);
        await silent.SendAsync(new MqttConnectPacket { ClientId = "silent", CleanSession = true, KeepAlivePeriod = 1 }, Cancellation);
        Assert.IsType<MqttConnAckPacket>(await silent.ReceiveAsync(Cancellation));

        var end = Assert.IsType<MqttDisconnectPacket>(await silent.ReceiveAsync(Cancellation));
        Assert.Equal(MqttDisconnectReasonCode.KeepAliveTimeout, end.ReasonCode);
    }

    [Fact]
    public async Task A_session_expires_and_a_delayed_will_comes_unless_the_client_is_back()
    {
        await using var gateway = await TestGateway.StartAsync(GatewayLimits.None with { SessionExpiry = TimeSpan.FromSeconds(1) });
        var watcher = await gateway.ConnectAsync("watcher");
        var inbox = await Inbox.OfAsync(watcher, "will/+");
        var back = await gateway.ConnectAsync("back", MqttProtocolVersion.V500, configure: WithWill("back"));
        back.Dispose();
        await gateway.ConnectAsync("back", MqttProtocolVersion.V500, configure: options => options.WithCleanStart(false));
        var gone = await gateway.ConnectAsync("gone", MqttProtocolVersion.V500, configure: WithWill("gone"));
        gone.Dispose();

        // The session ends before the delay does, and the will comes with it.
        Assert.Equal("will/gone", (await inbox.NextAsync()).Topic);
        var late = gateway.Client();
        MqttClientConnectResult answer;
        do
        {
            answer = await late.ConnectAsync(gateway.Options("gone", MqttProtocolVersion.V500).WithCleanStart(false)
                .WithSessionExpiryInterval(0).Build(), Cancellation);
            await late.DisconnectAsync(cancellationToken: Cancellation);
        }
        while (answer.IsSessionPresent);

        Assert.True(inbox.IsEmpty);

        static Action<MqttClientOptionsBuilder> WithWill(string name) => options => options
            .WithWillTopic($"will/{name}").WithWillDelayInterval(60).WithSessionExpiryInterval(600).WithCleanStart(false);
    }

    [Fact]
    public async Task More_connections_than_may_be_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync(GatewayLimits.None with { Connections = 1 });
        var first = await gateway.ConnectAsync("first");
        var refused = await gateway.Client().ConnectAsync(gateway.Options("second", MqttProtocolVersion.V500).Build(), Cancellation);
        Assert.Equal((MqttClientConnectResultCode.QuotaExceeded, 1.0), (refused.ResultCode, gateway.Sum("Connect.Throttle")));

        await first.DisconnectAsync(cancellationToken: Cancellation);
        while (gateway.Gateway.Connections > 0)
        {
            await Task.Yield();
        }

        await gateway.ConnectAsync("second");
    }

    [Fact]
    public async Task Bytes_past_the_throughput_are_delayed()
    {
        await using var gateway = await TestGateway.StartAsync(GatewayLimits.None with { ThroughputPerConnection = 100_000 });
        var client = await gateway.ConnectAsync("device-1");
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 4; i++)
        {
            await client.PublishBinaryAsync("a", new byte[80_000], QoS1, cancellationToken: Cancellation);
        }

        // The first second's worth is free; the last message is acknowledged before its own delay.
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(1.3), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task More_unacknowledged_publishes_than_an_MQTT_5_client_was_told_end_its_connection()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits { PublishesPerConnectionPerSecond = null });
        using var client = new MqttClientFactory().CreateLowLevelMqttClient();
        await client.ConnectAsync(gateway.Options("eager", MqttProtocolVersion.V500).Build(), Cancellation);
        await client.SendAsync(new MqttConnectPacket { ClientId = "eager", CleanSession = true }, Cancellation);
        Assert.Equal(100, Assert.IsType<MqttConnAckPacket>(await client.ReceiveAsync(Cancellation)).ReceiveMaximum);
        gateway.Faults.Current = new SandboxFaults { Latency = TimeSpan.FromSeconds(60) };
        for (ushort i = 1; i <= 101; i++)
        {
            await client.SendAsync(new MqttPublishPacket { Topic = "a", PacketIdentifier = i, QualityOfServiceLevel = QoS1 }, Cancellation);
        }

        Assert.Equal(MqttDisconnectReasonCode.ReceiveMaximumExceeded,
            Assert.IsType<MqttDisconnectPacket>(await client.ReceiveAsync(Cancellation)).ReasonCode);
        Assert.Equal(100, gateway.Sum("PublishIn.Success"));
    }

    [Fact]
    public async Task A_takeover_over_WebSocket_ends_with_DISCONNECT_and_a_close_frame()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, chain, _) => gateway.Trusts(certificate, chain);
        await socket.ConnectAsync(gateway.SignedUrl(), Cancellation);
        var connect = new MqttPacketFormatterAdapter(MqttProtocolVersion.V500, new MqttBufferWriter(1024, 4096))
            .Encode(new MqttConnectPacket { ClientId = "same", CleanSession = true });
        await socket.SendAsync(connect.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Cancellation);
        var buffer = new byte[1024];
        Assert.Equal(WebSocketMessageType.Binary, (await socket.ReceiveAsync(buffer, Cancellation)).MessageType);

        await gateway.ConnectAsync("same", MqttProtocolVersion.V500);

        var disconnect = await socket.ReceiveAsync(buffer, Cancellation);
        Assert.Equal((WebSocketMessageType.Binary, 0xE0, 0x8E), (disconnect.MessageType, buffer[0], buffer[2]));
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(buffer, Cancellation)).MessageType);
    }

    [Fact]
    public async Task A_client_gets_no_packet_that_is_larger_than_it_takes()
    {
        await using var gateway = await TestGateway.StartAsync();
        var small = await gateway.ConnectAsync("small", MqttProtocolVersion.V500,
            configure: options => options.WithMaximumPacketSize(1000));
        var inbox = await Inbox.OfAsync(small, "a");
        gateway.Gateway.Broker.Republish("a", new byte[2000], 1);
        gateway.Gateway.Broker.Republish("a", "fits"u8.ToArray(), 1);
        Assert.Equal("fits", await inbox.NextTextAsync());
        Assert.Equal((1.0, 1.0), (gateway.Sum("PublishOut.ClientError"), gateway.Sum("PublishOut.Success")));
    }

    [Fact]
    public async Task It_listens_on_loopback_only_tells_its_clients_when_it_stops_and_frees_the_port()
    {
        int port;
        Inbox end;
        await using (var gateway = await TestGateway.StartAsync())
        {
            port = gateway.Gateway.Port;
            Assert.All(Listeners(port), endpoint => Assert.True(System.Net.IPAddress.IsLoopback(endpoint.Address)));
            Assert.NotEmpty(Listeners(port));
            end = new Inbox(await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500));
            await gateway.Gateway.DisposeAsync();
            Assert.Equal(MqttClientDisconnectReason.ServerShuttingDown, await end.DisconnectedAsync());
        }

        Assert.Empty(Listeners(port));

        static IEnumerable<System.Net.IPEndPoint> Listeners(int port) =>
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(endpoint => endpoint.Port == port);
    }

    [Fact]
    public async Task A_certificate_that_was_resumed_is_still_known()
    {
        await using var gateway = await TestGateway.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            // The TLS stack offers the session of the connection before.
            var client = await gateway.ConnectAsync("device-1");
            await client.PingAsync(Cancellation);
            await client.DisconnectAsync(cancellationToken: Cancellation);
        }

        Assert.Equal((3.0, 0.0), (gateway.Sum("Connect.Success"), gateway.Sum("Connect.AuthError")));
    }
}
