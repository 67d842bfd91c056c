using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Tests.Gateway;

/// <summary>Topic aliases that MQTT 5 does not allow.</summary>
public sealed class TopicAliasTests
{
    private static readonly SandboxAccount Account = new("123456789012", "eu-west-1");

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task An_alias_that_is_0_or_above_the_maximum_ends_the_connection_with_its_reason(byte alias)
    {
        var metrics = new MetricStore(new FaultSwitch(), TimeSpan.Zero, TimeProvider.System);
        await using var rules = new RuleEngine(Account, new RecordingInvoker(), metrics, TimeProvider.System);
        var broker = new MessageBroker(Account, new GatewayLimits(), new GatewayMetrics(metrics), rules, new FaultSwitch(),
            TimeProvider.System);
        using var roster = new ConnectionRoster(broker);
        await using var client = new PipeClient(broker, roster, new RootPrincipal(Account), MqttProtocolVersion.V500);
        await client.SendAsync(new MqttConnectPacket { ClientId = "c", CleanSession = true });
        Assert.IsType<MqttConnAckPacket>(await client.ReadAsync());

        await client.SendAsync(
            new MqttPublishPacket
            {
                Topic = "a/b",
                TopicAlias = 3,
                PayloadFormatIndicator = MqttPayloadFormatIndicator.CharacterData,
                ContentType = "text/plain",
                CorrelationData = [0x23, 0x00],
                UserProperties = [new MqttUserProperty("name", "value"u8.ToArray())],
            },
            [0x23, 0x00, 0x03], [0x23, 0x00, alias]);

        Assert.Equal(MqttDisconnectReasonCode.TopicAliasInvalid,
            Assert.IsType<MqttDisconnectPacket>(await client.ReadAsync()).ReasonCode);
    }
}
