using System.Buffers;
using System.Text;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace IoTLoad.Engine.Tests.Devices;

/// <summary>What the encoder writes, read by MQTTnet's decoder.</summary>
public sealed class PublishEncoderTests
{
    private const long Origin = 1_700_000_000_000_000_000;

    public static TheoryData<MqttVersion, int, bool, TrackingMode, int> Cases
    {
        get
        {
            var cases = new TheoryData<MqttVersion, int, bool, TrackingMode, int>();
            foreach (var version in Enum.GetValues<MqttVersion>())
            {
                // Sizes around those at which the remaining length takes another byte.
                foreach (var size in new[] { 36, 80, 90, 91, 92, 93, 94, 95, 96, 97, 98, 127, 128, 16_300, 16_360, 16_383, 16_384,
                    2_097_152 })
                {
                    cases.Add(version, size % 3, size % 2 == 0, TrackingMode.Payload, size);
                    if (version == MqttVersion.V500)
                    {
                        cases.Add(version, size % 3, size % 2 == 0, TrackingMode.UserProperty, size);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void MQTTnet_reads_what_was_written(MqttVersion version, int qos, bool retain, TrackingMode tracking, int size)
    {
        var plan = new LoadPlan
        {
            Devices = new DevicePlan { Count = 12 },
            Session = new SessionPlan { Version = version },
            Traffic = new TrafficPlan { QoS = qos, Retain = retain, Topic = "täst/{{device 3}}" },
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = size, Tracking = tracking },
        };
        var encoder = Encoder(plan, out var runTag);
        foreach (var dup in new[] { false, true })
        {
            var buffer = new byte[encoder.MaxPacket];
            var written = encoder.Write(buffer, 11, 7, 5_000_000, 513, dup, out var payloadLength);

            var packet = Decode(buffer.AsSpan(0, written), version);
            Assert.Equal(("täst/011", qos, retain, dup), (packet.Topic, (int)packet.QualityOfServiceLevel, packet.Retain, packet.Dup));
            Assert.Equal((size, size), (payloadLength, (int)packet.Payload.Length));
            Assert.Equal(qos == 0 ? 0 : 513, packet.PacketIdentifier);
            var place = tracking == TrackingMode.UserProperty
                ? Encoding.ASCII.GetBytes(Assert.Single(packet.UserProperties).ReadValueAsString()) : packet.Payload.ToArray();
            Assert.True(TrackingToken.TryFind(place, runTag, out var token));
            Assert.Equal(new TrackingToken(runTag, 11, 7, Origin + 5_000_000), token);
        }
    }

    [Fact]
    public void A_message_is_written_again_byte_for_byte_but_for_its_DUP_flag()
    {
        var plan = new LoadPlan
        {
            Devices = new DevicePlan { Count = 5 },
            Traffic = new TrafficPlan { Topic = "t/{{device}}/{{int 1 9}}" },
            Payload = new PayloadPlan { Kind = PayloadKind.Template, Template = """{"a":{{int -5 5}},"b":{{float 0 1 4}},"c":"{{string 20}}","d":"{{guid}}","e":"{{timestamp iso}}","f":{{message}}}""" },
        };
        var encoder = Encoder(plan, out _);
        for (var message = 0; message < 200; message++)
        {
            byte[] first = new byte[encoder.MaxPacket], again = new byte[encoder.MaxPacket];
            var length = encoder.Write(first, message % 5, message, message * 1_000_000L, 1, dup: false, out _);
            encoder.Write(new byte[encoder.MaxPacket], 3, 12_345, 0, 2, dup: false, out _);

            Assert.Equal(length, encoder.Write(again, message % 5, message, message * 1_000_000L, 1, dup: true, out _));
            Assert.Equal(first[0] | 8, again[0]);
            Assert.True(first.AsSpan(1, length - 1).SequenceEqual(again.AsSpan(1, length - 1)));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 10)]
    [InlineData(4, 10)]
    [InlineData(10, 4)]
    [InlineData(7, 1)]
    [InlineData(20, 1000)]
    public void Commands_take_all_devices_in_turn_and_each_stream_is_numbered_without_gaps(int publishers, int devices)
    {
        var plan = new LoadPlan
        {
            Devices = new DevicePlan { Count = devices },
            Traffic = new TrafficPlan { Pattern = TrafficPattern.Downlink, Publishers = publishers },
        };
        var routes = new TrafficRoutes(plan, new MessageContextSource(new() { RunId = "run", Plan = plan }, 0, null));
        var next = new Dictionary<(int, int), long>();
        for (long message = 0; message < 3 * devices; message++)
        {
            for (var sender = 0; sender < publishers; sender++)
            {
                var route = routes.RouteOf(sender, message);
                Assert.Equal(((message * publishers) + sender) % devices, route.Device);
                var expected = next.GetValueOrDefault((sender, route.Device));
                Assert.Equal(expected, route.Sequence);
                next[(sender, route.Device)] = expected + 1;
                Assert.Equal([route.Device], routes.ReceiversOf(route));
            }
        }
    }

    private static PublishEncoder Encoder(LoadPlan plan, out uint runTag)
    {
        var contexts = new MessageContextSource(new() { RunId = "20261124-120000-abcd", Plan = plan }, Origin, null);
        runTag = contexts.RunTag;
        return new PublishEncoder(plan, new TrafficRoutes(plan, contexts), contexts,
            MessagePayload.Create(plan.Payload, plan.Protocol, null));
    }

    private static MqttPublishPacket Decode(ReadOnlySpan<byte> packet, MqttVersion version)
    {
        Assert.True(PacketReader.TryRead(packet, out var header, out var start, out var total, out _));
        Assert.Equal(packet.Length, total);
        var formatter = new MqttPacketFormatterAdapter(version == MqttVersion.V500
            ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311, new MqttBufferWriter(512, 4096));
        return (MqttPublishPacket)formatter.Decode(new ReceivedMqttPacket(header, packet[start..].ToArray(), total));
    }
}
