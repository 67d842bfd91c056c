using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Tests.Gateway;

/// <summary>Whatever a client sends, its connection ends in good order, and nobody else's is touched.</summary>
public sealed class HostileBytesTests
{
    private static readonly SandboxAccount Account = new("123456789012", "eu-west-1");

    [Property(MaxTest = 300)]
    public Property Any_bytes_end_a_connection_in_good_order()
    {
        var random = Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b));
        var packet = from version in Gen.Elements(MqttProtocolVersion.V311, MqttProtocolVersion.V500)
                     from i in Gen.Choose(0,
            6)
                     select (Version: version, Bytes: Encode(version, i));
        var damaged =
            from valid in packet
            from at in Gen.Choose(0, 200)
            from value in Gen.Choose(0, 255)
            from cut in Gen.Choose(0, 200)
            select (Version: valid.Version, Bytes: Damage(valid.Bytes, at, (byte)value, cut));
        var cases = Gen.OneOf(
            from bytes in random select (Version: MqttProtocolVersion.Unknown, Bytes: bytes),
            from bytes in random
            from version in Gen.Elements(MqttProtocolVersion.V311,
                MqttProtocolVersion.V500)
            select (Version: version, Bytes: bytes),
            damaged);
        return Prop.ForAll(cases.ToArbitrary(), sample => RunAsync(sample.Version, sample.Bytes).GetAwaiter().GetResult());
    }

    private static async Task RunAsync(MqttProtocolVersion version, byte[] bytes)
    {
        var metrics = new MetricStore(new FaultSwitch(), TimeSpan.Zero, TimeProvider.System);
        await using var rules = new RuleEngine(Account, new RecordingInvoker(), metrics, TimeProvider.System);
        var broker = new MessageBroker(Account, new GatewayLimits(), new GatewayMetrics(metrics), rules, new FaultSwitch(),
            TimeProvider.System);
        using var roster = new ConnectionRoster(broker);
        var (toServer, toClient) = (new Pipe(), new Pipe());
        var connection = new DeviceConnection(
            new MqttChannel(new Ends(toServer.Reader, toClient.Writer), null, TimeProvider.System), new RootPrincipal(Account), broker,
            roster, () => { });
        var running = connection.RunAsync(TestContext.Current.CancellationToken);
        if (version != MqttProtocolVersion.Unknown)
        {
            await toServer.Writer.WriteAsync(Encode(version, 0));
        }

        await toServer.Writer.WriteAsync(bytes);
        await toServer.Writer.CompleteAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, roster.Count);
        Assert.DoesNotContain(broker.Sessions.All, session => session.IsConnected);
    }

    private static byte[] Damage(byte[] packet, int at, byte value, int cut)
    {
        var damaged = packet.ToArray();
        damaged[at % damaged.Length] = value;
        return damaged[..Math.Max(1, damaged.Length - (cut > damaged.Length ? 0 : cut % damaged.Length))];
    }

    private static byte[] Encode(MqttProtocolVersion version, int which)
    {
        MqttPacket packet = which switch
        {
            0 => new MqttConnectPacket
            {
                ClientId = "hostile",
                CleanSession = true,
                WillFlag = true,
                WillTopic = "will",
                WillMessage = [1]
            },
            1 => new MqttPublishPacket
            {
                Topic = "a/b",
                PayloadSegment = new byte[20],
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                PacketIdentifier = 7
            },
            2 => new MqttSubscribePacket
            {
                PacketIdentifier = 8,
                TopicFilters = [new MqttTopicFilter { Topic = "a/#" }, new MqttTopicFilter { Topic = "$share/g/b" }]
            },
            3 => new MqttUnsubscribePacket { PacketIdentifier = 9, TopicFilters = ["a/#"] },
            4 => new MqttPubAckPacket { PacketIdentifier = 7 },
            5 => MqttPingReqPacket.Instance,
            _ => new MqttDisconnectPacket(),
        };
        return new MqttPacketFormatterAdapter(version, new MqttBufferWriter(1024, 4096)).Encode(packet).ToArray();
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
