using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;

namespace IoTLoad.Engine.Tests.Devices;

public sealed class PacketReaderTests
{
    [Property]
    public bool Packets_come_out_as_they_went_in_wherever_the_stream_is_cut(NonEmptyArray<byte[]> bodies, PositiveInt piece)
    {
        byte[] stream = [.. bodies.Get.SelectMany(body => (byte[])[0x30, .. Length(body.Length), .. body])];
        var received = new ReceiveBuffer();
        var read = new List<byte[]>();
        for (var sent = 0; sent < stream.Length;)
        {
            var arriving = stream.AsSpan(sent, Math.Min(Math.Min(piece.Get, received.Room.Length), stream.Length - sent));
            arriving.CopyTo(received.Room.Span);
            received.Commit(arriving.Length);
            sent += arriving.Length;
            while (received.TryTake(out var header, out var body, out _))
            {
                read.Add(body.ToArray());
                if (header != 0x30)
                {
                    return false;
                }
            }

            received.MakeRoom();
        }

        return received.Waiting.IsEmpty && read.Count == bodies.Get.Length && read.Zip(bodies.Get)
            .All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(127, 1)]
    [InlineData(128, 2)]
    [InlineData(16_383, 2)]
    [InlineData(16_384, 3)]
    [InlineData(2_097_151, 3)]
    [InlineData(2_097_152, 4)]
    [InlineData(268_435_455, 4)]
    public void A_length_of_any_size_is_read_and_what_is_missing_is_known(int length, int bytes)
    {
        byte[] start = [0x30, .. Length(length)];
        Assert.Equal(1 + bytes, start.Length);

        Assert.Equal(length == 0, PacketReader.TryRead(start, out _, out var bodyStart, out var total, out var needed));
        Assert.Equal((1 + bytes, 1 + bytes + length, total), (bodyStart, total, needed));
    }

    [Property(MaxTest = 2000)]
    public bool Bytes_of_any_kind_are_a_packet_or_a_part_of_one_or_malformed(byte[] data)
    {
        try
        {
            return !PacketReader.TryRead(data, out _, out var start, out var total, out var needed)
                || (start <= total && total <= data.Length && needed == total);
        }
        catch (MqttProtocolException)
        {
            return true;
        }
    }

    [Property(MaxTest = 2000)]
    public bool A_PUBLISH_of_any_bytes_is_taken_or_malformed(byte flags, byte[] body, bool mqtt5, bool property)
    {
        var receiver = new Receiver(1, 3, false, property ? TrackingMode.UserProperty : TrackingMode.Payload, 0);
        var record = new SecondRecord();
        var answers = new SendBuffer(Stream.Null, new Lock(), _ => { }, () => { });
        try
        {
            receiver.Take((byte)(0x30 | (flags & 0x0F)), body, mqtt5, 0, 1, record, answers);
            return record.Counters is { Foreign: 1, Received: 0, Duplicates: 0 };
        }
        catch (MqttProtocolException)
        {
            return record.Counters.Foreign == 0;
        }
    }

    [Property]
    public bool A_variable_integer_of_any_bytes_ends_within_them_or_is_malformed(byte[] data)
    {
        var offset = 0;
        try
        {
            return PacketReader.ReadVariableInteger(data, ref offset) is >= 0 and <= 268_435_455 && offset <= data.Length;
        }
        catch (MqttProtocolException)
        {
            return true;
        }
    }

    private static IEnumerable<byte> Length(int value)
    {
        do
        {
            var digit = (byte)(value & 0x7F);
            value >>= 7;
            yield return value > 0 ? (byte)(digit | 0x80) : digit;
        }
        while (value > 0);
    }
}
