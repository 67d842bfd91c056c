using System.Net.Sockets;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Tests.Connecting;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>A broker that answers as a test says: for what no decent broker does, or does only by chance.</summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    public static readonly byte[] Accept = [0x20, 2, 0, 0];
    public static readonly byte[] AcceptV5 = [0x20, 3, 0, 0, 0];

    private readonly LoopbackServer _server;
    private int _connections;

    /// <param name="answer">From the connection's number, a packet's first byte and its body to the bytes to send; null closes the
    /// connection.</param>
    public ScriptedBroker(Func<int, PacketType, byte[], byte[]?> answer) => _server = new LoopbackServer(async (stream, cancellation) =>
    {
        var connection = Interlocked.Increment(ref _connections) - 1;
        var received = new List<byte>();
        var buffer = new byte[65_536];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            received.AddRange(buffer.AsSpan(0, count));
            while (PacketReader.TryRead([.. received], out var header, out var body, out var total, out _))
            {
                var packet = received[body..total].ToArray();
                received.RemoveRange(0, total);
                if (answer(connection, (PacketType)(header >> 4), packet) is not { } bytes)
                {
                    stream.Socket.Shutdown(SocketShutdown.Both);
                    return;
                }

                await stream.WriteAsync(bytes, cancellation);
                if ((PacketType)(header >> 4) == PacketType.Disconnect)
                {
                    return;
                }
            }
        }
    });

    public Uri Endpoint => _server.Uri("mqtt", "127.0.0.1");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Packet identifier of a PUBLISH of QoS 1 or 2.</summary>
    public static byte[] IdOf(byte[] publish)
    {
        var at = 2 + (publish[0] << 8) + publish[1];
        return publish[at..(at + 2)];
    }

    /// <summary>SUBACK that grants one filter.</summary>
    public static byte[] SubAck(bool mqtt5, byte code = 1) => mqtt5 ? [0x90, 4, 0xFF, 0xFF, 0, code] : [0x90, 3, 0xFF, 0xFF, code];
}
