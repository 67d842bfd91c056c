using System.Buffers.Binary;
using System.Text;

namespace IoTLoad.Bench.Contenders;

/// <summary>
/// The packets of one raw connection, encoded once: twice as many PUBLISH packets as the window holds, one behind the
/// other, so that any run of up to a window of them is one piece of memory.
/// </summary>
internal sealed class RawPackets
{
    private readonly byte[] _publishes;
    private readonly int _window;
    private readonly int _size;
    private int _next;

    public RawPackets(int connection, Load load)
    {
        _window = load.Window;
        var clientId = Encoding.ASCII.GetBytes($"raw-{Environment.ProcessId}-{connection}");
        Connect = [0x10, (byte)(12 + clientId.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 30, 0, (byte)clientId.Length, .. clientId];

        // The same length of topic and of payload as the engine's.
        var topic = Encoding.ASCII.GetBytes($"loadtest/20260101-000000-raww/{connection}");
        var body = 2 + topic.Length + 2 + load.PayloadSize;
        byte[] packet = [0x32, (byte)(body & 0x7F | 0x80), (byte)(body >> 7), 0, (byte)topic.Length, .. topic, 0, 0,
            .. new byte[load.PayloadSize]];
        var idAt = 3 + 2 + topic.Length;
        packet.AsSpan(idAt + 2).Fill((byte)'x');
        _size = packet.Length;
        _publishes = new byte[2 * load.Window * _size];
        for (var i = 0; i < 2 * load.Window; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(idAt), (ushort)((i % load.Window) + 1));
            packet.CopyTo(_publishes, i * _size);
        }
    }

    /// <summary>CONNECT.</summary>
    public byte[] Connect { get; }

    /// <summary>The next <paramref name="count"/> PUBLISH packets, at most a window of them.</summary>
    public ReadOnlyMemory<byte> Take(int count)
    {
        var packets = _publishes.AsMemory(_next * _size, count * _size);
        _next = (_next + count) % _window;
        return packets;
    }
}
