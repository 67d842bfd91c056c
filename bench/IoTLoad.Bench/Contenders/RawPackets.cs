using System.Buffers.Binary;
using System.Text;
using IoTLoad.Bench.Peers;

namespace IoTLoad.Bench.Contenders;

/// <summary>
/// The packets of one raw connection, encoded once: twice as many PUBLISH packets as the window holds, one behind the
/// other, so that any run of up to a window of them is one piece of memory.
/// </summary>
internal sealed class RawPackets
{
    private readonly byte[] _publishes;
    private readonly int _window;
    private int _next;

    public RawPackets(int connection, Load load)
    {
        _window = load.Window;
        FrameSize = load.WebSocket ? 2 : 0;
        AckSize = load.Http ? HttpSinkConnection.Answer.Length : 4 + FrameSize;
        var clientId = Encoding.ASCII.GetBytes($"raw-{Environment.ProcessId}-{connection}");
        Connect = Frame(
            load, [0x10, (byte)(12 + clientId.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 30, 0, (byte)clientId.Length, .. clientId]);

        // The same length of topic and of payload as the engine's.
        var topic = Encoding.ASCII.GetBytes($"loadtest/20260101-000000-raww/{connection}");
        Subscribe = [0x82, (byte)(5 + topic.Length), 0, 1, 0, (byte)topic.Length, .. topic, (byte)load.QoS];
        byte[] id = load.QoS == 0 ? [] : [0, 0];
        var body = 2 + topic.Length + id.Length + load.PayloadSize;
        byte[] packet = Frame(load, [(byte)(0x30 | (load.QoS << 1)), (byte)(body & 0x7F | 0x80), (byte)(body >> 7), 0, (byte)topic.Length,
            .. topic, .. id, .. Enumerable.Repeat((byte)'x', load.PayloadSize)]);
        if (load.Http)
        {
            packet = Encoding.ASCII.GetBytes($"POST /topics/{Encoding.ASCII.GetString(topic)}?qos=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + $"Content-Type: application/octet-stream\r\nContent-Length: {load.PayloadSize}\r\n\r\n"
                + new string('x', load.PayloadSize));
            id = [];
        }

        Size = packet.Length;
        IdAt = Size - load.PayloadSize - id.Length;
        _publishes = new byte[2 * load.Window * Size];
        for (var i = 0; i < 2 * load.Window; i++)
        {
            if (id.Length > 0)
            {
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(IdAt), (ushort)((i % load.Window) + 1));
            }

            packet.CopyTo(_publishes, i * Size);
        }
    }

    /// <summary>CONNECT.</summary>
    public byte[] Connect { get; }

    /// <summary>SUBSCRIBE to the connection's own topic.</summary>
    public byte[] Subscribe { get; }

    /// <summary>Bytes of a PUBLISH, as it is sent and as it is delivered.</summary>
    public int Size { get; }

    /// <summary>Where its packet identifier is.</summary>
    public int IdAt { get; }

    /// <summary>Bytes of an acknowledgement.</summary>
    public int AckSize { get; }

    /// <summary>Bytes before a short packet of the broker: the header of its WebSocket frame.</summary>
    public int FrameSize { get; }

    /// <summary>The next <paramref name="count"/> PUBLISH packets, at most a window of them.</summary>
    public ReadOnlyMemory<byte> Take(int count)
    {
        var packets = _publishes.AsMemory(_next * Size, count * Size);
        _next = (_next + count) % _window;
        return packets;
    }

    /// <summary>In a WebSocket frame of its own if need be, with a mask of zeros, which changes nothing.</summary>
    private static byte[] Frame(Load load, byte[] packet) => !load.WebSocket ? packet
        : packet.Length < 126 ? [0x82, (byte)(0x80 | packet.Length), 0, 0, 0, 0, .. packet]
        : [0x82, 0xFE, (byte)(packet.Length >> 8), (byte)packet.Length, 0, 0, 0, 0, .. packet];
}
