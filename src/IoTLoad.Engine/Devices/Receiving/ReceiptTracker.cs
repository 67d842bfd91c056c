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
    private ulong[] words = new ulong[1];
    private int head;
    private long firstWord;
    private long highest = -1;

    /// <summary>Distinct sequence numbers received.</summary>
    public long Count { get; private set; }

    /// <summary>Notes the receipt of <paramref name="sequence"/>.</summary>
    public Receipt Record(long sequence)
    {
        var word = sequence >> 6;
        if (word < firstWord)
            return Receipt.Duplicate;
        var offset = word - firstWord;
        if (offset >= words.Length)
            Grow(offset + 1);
        ref var bits = ref words[(head + offset) & (words.Length - 1)];
        var bit = 1UL << (int)(sequence & 63);
        if ((bits & bit) != 0)
            return Receipt.Duplicate;

        bits |= bit;
        Count++;
        var inOrder = sequence > highest;
        if (inOrder)
            highest = sequence;
        if (offset == 0)
            Trim();
        return inOrder ? Receipt.InOrder : Receipt.OutOfOrder;
    }

    /// <summary>Whether <paramref name="sequence"/> was received.</summary>
    public bool Contains(long sequence)
    {
        var offset = (sequence >> 6) - firstWord;
        return offset < 0
            || (offset < words.Length && (words[(head + offset) & (words.Length - 1)] & (1UL << (int)(sequence & 63))) != 0);
    }

    private void Trim()
    {
        while (words[head] == ulong.MaxValue)
        {
            words[head] = 0;
            head = (head + 1) & (words.Length - 1);
            firstWord++;
        }
    }

    private void Grow(long needed)
    {
        var grown = new ulong[checked((int)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)needed))];
        for (var i = 0; i < words.Length; i++)
            grown[i] = words[(head + i) & (words.Length - 1)];
        words = grown;
        head = 0;
    }
}
