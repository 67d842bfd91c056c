using System.Net.Sockets;

namespace IoTLoad.Bench.Peers;

/// <summary>One connection of the sink: answers whatever has arrived with one send.</summary>
internal sealed class AckSinkConnection(Socket socket)
{
    private const int Connect = 1;
    private const int Publish = 3;
    private const int PingRequest = 12;
    private readonly byte[] _received = new byte[16 * 1024];
    private readonly byte[] _answers = new byte[4 * 1024];
    private int _held;
    private int _answered;

    /// <summary>Answers until the peer closes.</summary>
    public async Task RunAsync()
    {
        using (socket)
        {
            socket.NoDelay = true;
            try
            {
                while (await socket.ReceiveAsync(_received.AsMemory(_held)) is var count && count > 0)
                {
                    _held += count;
                    Answer();
                    for (var sent = 0; sent < _answered;)
                    {
                        sent += await socket.SendAsync(_answers.AsMemory(sent, _answered - sent));
                    }

                    _answered = 0;
                }
            }
            catch (SocketException)
            {
                // The publisher has gone, which is how each round ends.
            }
        }
    }

    private void Answer()
    {
        var at = 0;
        while (TryReadPacket(at, out var bodyStart, out var end))
        {
            switch (_received[at] >> 4)
            {
                case Connect:
                    Add([0x20, 2, 0, 0]);
                    break;
                case Publish:
                    var id = bodyStart + 2 + (_received[bodyStart] << 8) + _received[bodyStart + 1];
                    Add([0x40, 2, _received[id], _received[id + 1]]);
                    break;
                case PingRequest:
                    Add([0xD0, 0]);
                    break;
            }

            at = end;
        }

        _received.AsSpan(at, _held - at).CopyTo(_received);
        _held -= at;
    }

    private bool TryReadPacket(int at, out int bodyStart, out int end)
    {
        var length = 0;
        bodyStart = end = 0;
        for (var i = 0; at + 1 + i < _held; i++)
        {
            var b = _received[at + 1 + i];
            length |= (b & 0x7F) << (7 * i);
            if ((b & 0x80) == 0)
            {
                bodyStart = at + 2 + i;
                end = bodyStart + length;
                return end <= _held;
            }
        }

        return false;
    }

    private void Add(ReadOnlySpan<byte> answer)
    {
        answer.CopyTo(_answers.AsSpan(_answered));
        _answered += answer.Length;
    }
}
