namespace IoTLoad.Engine.Devices.Receiving;

/// <summary>How a receipt stands to those before it.</summary>
internal enum Receipt
{
    /// <summary>New, and later than all before.</summary>
    InOrder,

    /// <summary>New, but a later one came before it.</summary>
    OutOfOrder,

    /// <summary>Received before.</summary>
    Duplicate,
}

/// <summary>
/// Which sequence numbers of one publisher a subscriber has received: one bit each, from the first that is missing. What is
/// complete takes no room, so a stream without gaps stays at one word, and a billion receipts behind a gap take 125 MB.
/// </summary>
internal sealed class ReceiptTracker
{
    private ulong[] _words = new ulong[1];
    private int _head;
    private long _firstWord;
    private long _highest = -1;

    /// <summary>Distinct sequence numbers received.</summary>
    public long Count { get; private set; }

    /// <summary>Notes the receipt of <paramref name="sequence"/>.</summary>
    public Receipt Record(long sequence)
    {
        var word = sequence >> 6;
        if (word < _firstWord)
        {
            return Receipt.Duplicate;
        }

        var offset = word - _firstWord;
        if (offset >= _words.Length)
        {
            Grow(offset + 1);
        }

        ref var bits = ref _words[(_head + offset) & (_words.Length - 1)];
        var bit = 1UL << (int)(sequence & 63);
        if ((bits & bit) != 0)
        {
            return Receipt.Duplicate;
        }

        bits |= bit;
        Count++;
        var inOrder = sequence > _highest;
        if (inOrder)
        {
            _highest = sequence;
        }

        if (offset == 0)
        {
            Trim();
        }

        return inOrder ? Receipt.InOrder : Receipt.OutOfOrder;
    }

    /// <summary>Whether <paramref name="sequence"/> was received.</summary>
    public bool Contains(long sequence)
    {
        var offset = (sequence >> 6) - _firstWord;
        return offset < 0
            || (offset < _words.Length && (_words[(_head + offset) & (_words.Length - 1)] & (1UL << (int)(sequence & 63))) != 0);
    }

    private void Trim()
    {
        while (_words[_head] == ulong.MaxValue)
        {
            _words[_head] = 0;
            _head = (_head + 1) & (_words.Length - 1);
            _firstWord++;
        }
    }

    private void Grow(long needed)
    {
        var grown = new ulong[checked((int)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)needed))];
        for (var i = 0; i < _words.Length; i++)
        {
            grown[i] = _words[(_head + i) & (_words.Length - 1)];
        }

        _words = grown;
        _head = 0;
    }
}
