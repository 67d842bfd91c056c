namespace IoTLoad.Bench.Contenders;

/// <summary>
/// What the floor makes of a broker's packets: how many messages are complete, and the answers that QoS 2 and deliveries need. All
/// packets have a known size, so that they are told apart by their first byte alone.
/// </summary>
internal sealed class RawAnswers(Load load, RawPackets packets)
{
    private const int Publish = 3;
    private const int PubRec = 5;
    private readonly byte[] _held = new byte[2048];
    private readonly byte[] _replies = new byte[2048];
    private int _count;

    /// <summary>Room for what arrives next.</summary>
    public Memory<byte> Room => _held.AsMemory(_count);

    /// <summary>What is to be sent for what was taken last.</summary>
    public ReadOnlyMemory<byte> Replies { get; private set; }

    /// <summary>Takes <paramref name="arrived"/> more bytes, and says how many messages they complete.</summary>
    public int Take(int arrived)
    {
        _count += arrived;
        var (at, completed, replied) = (0, 0, 0);
        while (at < _count)
        {
            var type = _held[at] >> 4;
            var size = type == Publish ? packets.Size : packets.AckSize;
            if (at + size > _count)
            {
                break;
            }

            if (type is Publish or PubRec)
            {
                var id = type == Publish ? at + packets.IdAt : at + 2;
                ReadOnlySpan<byte> reply = [(byte)(type == Publish ? 0x40 : 0x62), 2, _held[id], _held[id + 1]];
                reply.CopyTo(_replies.AsSpan(replied));
                replied += reply.Length;
            }

            // An acknowledgement completes a message, unless it is half of QoS 2's, or the message is to come back.
            completed += load.RoundTrip ? (type == Publish ? 1 : 0) : type == PubRec ? 0 : 1;
            at += size;
        }

        _held.AsSpan(at, _count - at).CopyTo(_held);
        _count -= at;
        Replies = _replies.AsMemory(0, replied);
        return completed;
    }
}
