using System.Net.WebSockets;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Tests.Gateway;

public sealed class ConnectingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MqttProtocolVersion.V311, null)]
    [InlineData(MqttProtocolVersion.V311, "x-amzn-mqtt-ca")]
    [InlineData(MqttProtocolVersion.V500, null)]
    [InlineData(MqttProtocolVersion.V500, "x-amzn-mqtt-ca")]
    [InlineData(MqttProtocolVersion.V500, "mqtt")]
    public async Task A_device_with_a_certificate_publishes_and_receives(MqttProtocolVersion version, string? alpn)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var client = gateway.Client();
        await client.ConnectAsync(gateway.Options("device-1", version, alpn: alpn).Build(), Cancellation);
        var inbox = await Inbox.OfAsync(client, "a/b");

        await client.PublishStringAsync("a/b", "hello", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);

        Assert.Equal("hello", await inbox.NextTextAsync());
        await client.PingAsync(Cancellation);
        Assert.Equal(
            (1.0, 1.0, 1.0, 1.0, 1.0),
            (gateway.Sum("Connect.Success"), gateway.Sum("Subscribe.Success"), gateway.Sum("PublishIn.Success"),
                gateway.Sum("PublishOut.Success"), gateway.Sum("Ping.Success")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_presigned_WebSocket_connects(bool temporary)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var key = temporary ? gateway.Credentials.CreateTemporary(new RootPrincipal(gateway.Account), TimeSpan.FromHours(1)) : gateway.Key;
        var client = await gateway.ConnectBySignatureAsync("signed-1", gateway.SignedUrl(key));
        var inbox = await Inbox.OfAsync(client, "a/+");

        await client.PublishStringAsync("a/b", "over WebSocket", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);

        Assert.Equal("over WebSocket", await inbox.NextTextAsync());
    }

    [Fact]
    public async Task A_tampered_an_expired_and_an_unknown_signature_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var url = gateway.SignedUrl().ToString();
        var last = url[^1] == 'a' ? 'b' : 'a';

        await RefusedAsync(new Uri(url[..^1] + last));
        await RefusedAsync(gateway.SignedUrl(time: DateTimeOffset.UtcNow.AddHours(-1)));
        await RefusedAsync(gateway.SignedUrl(gateway.Key with { Id = "AKIAUNKNOWN" }));
        await RefusedAsync(new Uri($"wss://{gateway.Host}/mqtt"));

        async Task RefusedAsync(Uri refused)
        {
            using var socket = new ClientWebSocket();
            socket.Options.RemoteCertificateValidationCallback = (_, certificate, chain, _) => gateway.Trusts(certificate, chain);
            socket.Options.CollectHttpResponseDetails = true;
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(refused, Cancellation));
            Assert.Equal(403, (int)socket.HttpStatusCode);
        }
    }

    [Fact]
    public async Task A_client_without_certificate_and_one_whose_certificate_is_not_active_do_not_get_in()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var options = gateway.Options("device-1")
            .WithTlsOptions(tls => tls.UseTls().WithTargetHost("localhost").WithCertificateValidationHandler(_ => true));
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => gateway.Client().ConnectAsync(options.Build(), Cancellation));
        Assert.Equal(1, gateway.Sum("Connect.AuthError"));

        var inactive = gateway.Register(TestGateway.PolicyAllowing("iot:*", "*"), active: false);
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => gateway.ConnectAsync("device-1", device: inactive));
        Assert.Equal(0, gateway.Sum("Connect.Success"));
    }

    [Fact]
    public async Task A_second_connection_with_the_same_client_ID_ends_the_first()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits { ConnectsPerClientIdPerSecond = null });
        var first = await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500);
        var end = new Inbox(first);
        var second = await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500);

        Assert.Equal(MqttClientDisconnectReason.SessionTakenOver, await end.DisconnectedAsync());
        await second.PingAsync(Cancellation);
        Assert.Equal(1, gateway.Gateway.Connections);
    }

    [Fact]
    public async Task An_MQTT_5_client_gets_the_limits_in_the_CONNACK()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var client = gateway.Client();
        var answer = await client.ConnectAsync(
            gateway.Options("", MqttProtocolVersion.V500).WithKeepAlivePeriod(TimeSpan.FromSeconds(5))
                .WithSessionExpiryInterval(10_000_000).Build(), Cancellation);

        Assert.NotEmpty(answer.AssignedClientIdentifier);
        Assert.Equal(30, answer.ServerKeepAlive);
        Assert.Equal(3600u, answer.SessionExpiryInterval);
        Assert.Equal(100, (int?)answer.ReceiveMaximum);
        Assert.Equal(149_504u, answer.MaximumPacketSize);
        Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, answer.MaximumQoS);
        Assert.Equal(8, answer.TopicAliasMaximum);
        Assert.False(answer.SubscriptionIdentifiersAvailable);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500)]
    [InlineData(MqttProtocolVersion.V311)]
    public async Task A_client_ID_that_the_policy_does_not_allow_is_refused(MqttProtocolVersion version)
    {
        await using var gateway =
            await TestGateway.StartAsync(new GatewayLimits(), TestGateway.PolicyAllowing("iot:Connect", "client/device-1"));
        await gateway.ConnectAsync("device-1", version);

        var connecting = gateway.Client().ConnectAsync(gateway.Options("device-2", version).Build(), Cancellation);
        if (version == MqttProtocolVersion.V500)
        {
            Assert.Equal(MqttClientConnectResultCode.NotAuthorized, (await connecting).ResultCode);
        }
        else
        {
            // AWS closes the connection without a CONNACK.
            await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => connecting);
        }

        Assert.Equal((1.0, 1.0), (gateway.Sum("Connect.Success"), gateway.Sum("Connect.AuthError")));
    }
}
