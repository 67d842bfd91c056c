using System.Diagnostics;
using System.Globalization;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Plan;
using IoTLoad.Peers;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>What MQTT 5 adds, as mosquitto and its client see it.</summary>
public sealed class MessagePropertyTests
{
    private static readonly MessageProperties All = new()
    {
        User = [new("site", "hall-{{device}}"), new("site", "again"), new("number", "{{message}}")],
        ContentType = "application/json",
        ResponseTopic = "answers/{{clientId}}",
        CorrelationData = "{{clientId}}-{{message}}",
        Expiry = TimeSpan.FromSeconds(600),
        Utf8 = true,
    };

    [Theory]
    [InlineData(false, TrackingMode.Payload)]
    [InlineData(true, TrackingMode.UserProperty)]
    public async Task Another_client_receives_every_property(bool alias, TrackingMode tracking)
    {
        const int Messages = 20;
        await using var broker = await Mosquitto.StartAsync();
        var start = new ProcessStartInfo(Peer.Require("mosquitto_sub"),
        [
            "-h", broker.Plain.Host, "-p", broker.Plain.Port.ToString(CultureInfo.InvariantCulture), "-V", "mqttv5", "-t", "props/#",
            "-q", "1", "-C", $"{Messages}", "-W", "60", "-F", "%t|%C|%D|%E|%F|%R|%P",
        ])
        {
            RedirectStandardOutput = true,
        };
        using var subscriber = Process.Start(start)!;
        await broker.LogsAsync("Received SUBSCRIBE");
        var traffic = new TrafficPlan
        {
            Pattern = TrafficPattern.PublishOnly,
            Topic = "props/{{device}}",
            Properties = All with { TopicAlias = alias },
        };
        var plan = Run.Plan(broker.Plain, 2, 100, Messages / 100.0, traffic) with
        {
            Session = new SessionPlan { Version = MqttVersion.V500 },
            Devices = new DevicePlan { Count = 2, ClientId = "pump{{device}}" },
            Payload = new PayloadPlan { Tracking = tracking },
        };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal(Messages, result.Counters.Acked);
        var lines = (await subscriber.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).TrimEnd().Split('\n');
        var own = tracking == TrackingMode.UserProperty ? " iotload:" : "";
        Assert.Equal(Messages, lines.Length);
        for (var i = 0; i < Messages; i++)
        {
            var (device, message) = (i % 2, i / 2);
            var expected = $"props/{device}|application/json|pump{device}-{message}|600|1|answers/pump{device}|"
                + $"site:hall-{device} site:again number:{message}{own}";
            Assert.Contains(lines, line => own.Length == 0 ? line == expected : line.StartsWith(expected, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Aliases_survive_a_reconnect_and_save_the_topic()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var topic = $"{new string('t', 200)}/{{{{device}}}}";
        var plan = Run.Plan(broker.Plain, 5, 200, 3, new TrafficPlan { Topic = topic, Properties = new() { TopicAlias = true } }) with
        {
            Session = new SessionPlan { Version = MqttVersion.V500 },
            Storms = [new StormPlan { At = TimeSpan.FromSeconds(1), Backoff = Backoff.None }],
        };

        var result = await Run.ToEndAsync(plan);

        Assert.True(result.Counters is { Published: 600, Lost: 0, Foreign: 0, Disconnected: 0 }, Run.Text(result));
        var sys = await broker.ReadSysAsync();
        Assert.True(sys.Number("bytes/received") < 600 * 250, $"{sys.Number("bytes/received")} bytes");
    }

    [Fact]
    public async Task CONNECT_asks_for_what_the_plan_says()
    {
        MqttConnectPacket? connect = null;
        await using var broker = new ScriptedBroker((_, type, body) =>
        {
            if (type == PacketType.Connect)
            {
                var formatter = new MqttPacketFormatterAdapter(MqttProtocolVersion.V500, new MqttBufferWriter(512, 4096));
                connect = (MqttConnectPacket)formatter.Decode(new ReceivedMqttPacket(0x10, body, body.Length + 2));
                return ScriptedBroker.AcceptV5;
            }

            return type switch
            {
                PacketType.Publish => [0x40, 2, .. ScriptedBroker.IdOf(body)],
                PacketType.Disconnect => null,
                _ => [],
            };
        });
        var plan = Run.Plan(broker.Endpoint, 1, 10, 0.5, new TrafficPlan
        {
            Pattern = TrafficPattern.PublishOnly,
            Properties = new MessageProperties { TopicAlias = true },
        }) with
        {
            Session = new SessionPlan
            {
                Version = MqttVersion.V500,
                ReceiveMaximum = 7,
                MaximumPacketSize = 5000,
                RequestResponseInformation = true,
                Will = new WillPlan { Topic = "w", Delay = TimeSpan.FromSeconds(30) },
            },
        };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal((7, 5000u, true, 30u),
            (connect!.ReceiveMaximum, connect.MaximumPacketSize, connect.RequestResponseInformation, connect.WillDelayInterval));
        Assert.Contains(result.Notes, note => note.EndsWith("gave no response information.", StringComparison.Ordinal));
        Assert.Contains(result.Notes, note => note.Contains("does not accept topic aliases", StringComparison.Ordinal));
    }
}
