using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Bench.Contenders;

/// <summary>
/// One connection of the floor: for each PUBACK that arrives, the next packet goes out. It knows nothing about its messages
/// but their number.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private const int PubAckSize = 4;
    private const byte PubAck = 0x40;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly RawPackets _packets;
    private readonly int _window;
    private readonly byte[] _received = new byte[512];
    private long _acknowledged;

    public RawConnection(int connection, Load load)
    {
        _packets = new RawPackets(connection, load);
        _window = load.Window;
    }

    /// <summary>PUBACKs so far.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Connects, and waits for CONNACK.</summary>
    public async Task ConnectAsync(Uri endpoint, CancellationToken limit)
    {
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, endpoint.Port), limit);
        await _socket.SendAsync(_packets.Connect, limit);
        var count = await _socket.ReceiveAsync(_received, limit);
        if (count != 4 || _received[0] != 0x20 || _received[3] != 0)
        {
            throw new BenchException($"{endpoint} did not accept a raw connection.");
        }
    }

    /// <summary>Publishes until <paramref name="stop"/>, then waits for outstanding acknowledgements.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await SendAsync(_window);
        var held = 0;
        var unacknowledged = _window;
        while (unacknowledged > 0)
        {
            var count = await _socket.ReceiveAsync(_received.AsMemory(held), CancellationToken.None);
            if (count == 0)
            {
                throw new BenchException("A raw connection was closed.");
            }

            held += count;
            var acks = held / PubAckSize;
            for (var i = 0; i < acks; i++)
            {
                if (_received[i * PubAckSize] != PubAck)
                {
                    throw new BenchException($"A raw connection got a packet of type {_received[i * PubAckSize] >> 4} for a PUBACK.");
                }
            }

            _received.AsSpan(acks * PubAckSize, held - (acks * PubAckSize)).CopyTo(_received);
            held -= acks * PubAckSize;
            Volatile.Write(ref _acknowledged, _acknowledged + acks);
            unacknowledged -= acks;
            if (acks > 0 && !stop.IsCancellationRequested)
            {
                await SendAsync(acks);
                unacknowledged += acks;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask SendAsync(int count)
    {
        var packets = _packets.Take(count);
        while (packets.Length > 0)
        {
            packets = packets[await _socket.SendAsync(packets)..];
        }
    }
}
