using System.Net;
using System.Net.Sockets;

namespace IoTLoad.Bench.Contenders;

/// <summary>
/// One connection of the floor: for each message that is complete, the next packet goes out. It knows nothing about its messages
/// but their number.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly RawPackets _packets;
    private readonly Load _load;
    private readonly RawAnswers _answers;
    private long _completed;

    public RawConnection(int connection, Load load)
    {
        _packets = new RawPackets(connection, load);
        _load = load;
        _answers = new RawAnswers(load, _packets);
    }

    /// <summary>Messages that are complete: acknowledged, or with QoS 0 sent.</summary>
    public long Completed => Volatile.Read(ref _completed);

    /// <summary>Connects, and waits for CONNACK.</summary>
    public async Task ConnectAsync(Uri endpoint, CancellationToken limit)
    {
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, endpoint.Port), limit);
        await _socket.SendAsync(_packets.Connect, limit);
        var answer = new byte[4];
        if (await _socket.ReceiveAsync(answer, limit) != 4 || answer[0] != 0x20 || answer[3] != 0)
        {
            throw new BenchException($"{endpoint} did not accept a raw connection.");
        }
    }

    /// <summary>Publishes until <paramref name="stop"/>, then waits for outstanding acknowledgements.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (_load.QoS == 0)
        {
            while (!stop.IsCancellationRequested)
            {
                await SendAsync(_packets.Take(_load.Window));
                Volatile.Write(ref _completed, _completed + _load.Window);
            }

            return;
        }

        await SendAsync(_packets.Take(_load.Window));
        for (var unacknowledged = _load.Window; unacknowledged > 0;)
        {
            var count = await _socket.ReceiveAsync(_answers.Room, CancellationToken.None);
            if (count == 0)
            {
                throw new BenchException("A raw connection was closed.");
            }

            var completed = _answers.Take(count);
            Volatile.Write(ref _completed, _completed + completed);
            unacknowledged -= completed;
            if (!_answers.Replies.IsEmpty)
            {
                await SendAsync(_answers.Replies);
            }

            if (completed > 0 && !stop.IsCancellationRequested)
            {
                await SendAsync(_packets.Take(completed));
                unacknowledged += completed;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask SendAsync(ReadOnlyMemory<byte> packets)
    {
        while (packets.Length > 0)
        {
            packets = packets[await _socket.SendAsync(packets)..];
        }
    }
}
