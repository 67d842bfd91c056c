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
/// Which sequence numbers of one publisher a subscriber has received: one bit each, in words of 64, for the latest few
/// thousand; of what is older, only the words with a gap are kept, and stretches in which nothing came. So a stream takes no room for
/// what is complete, however long it goes on behind a message that never came, and little for a number that jumps far ahead.
/// </summary>
internal sealed class ReceiptTracker
{
    /// <summary>Words that follow each other in memory; older ones go to <see cref="_gaps"/>.</summary>
    private const int WindowWords = 64;

    private ulong[] _words = new ulong[1];
    private int _head;
    private long _firstWord;
    private long _highest = -1;
    private Dictionary<long, ulong>? _gaps;
    private List<(long From, long Until)>? _skipped;

    /// <summary>Distinct sequence numbers received.</summary>
    public long Count { get; private set; }

    /// <summary>Words older than the window in which something is missing.</summary>
    internal int Gaps => _gaps?.Count ?? 0;

    /// <summary>Notes the receipt of <paramref name="sequence"/>.</summary>
    public Receipt Record(long sequence)
    {
        var word = sequence >> 6;
        var bit = 1UL << (int)(sequence & 63);
        if (word < _firstWord)
        {
            return RecordLate(word, bit);
        }

        var offset = word - _firstWord;
        if (offset >= _words.Length)
        {
            offset = MakeRoom(word);
        }

        ref var bits = ref _words[(_head + offset) & (_words.Length - 1)];
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
        var word = sequence >> 6;
        var bit = 1UL << (int)(sequence & 63);
        var offset = word - _firstWord;
        if (offset < 0)
        {
            return _gaps?.TryGetValue(word, out var known) == true ? (known & bit) != 0 : SkippedAt(word) < 0;
        }

        return offset < _words.Length && (_words[(_head + offset) & (_words.Length - 1)] & bit) != 0;
    }

    private Receipt RecordLate(long word, ulong bit)
    {
        ulong bits = 0;
        if (_gaps?.TryGetValue(word, out bits) != true && !TakeSkipped(word))
        {
            return Receipt.Duplicate;
        }

        if ((bits & bit) != 0)
        {
            return Receipt.Duplicate;
        }

        Count++;
        bits |= bit;
        if (bits == ulong.MaxValue)
        {
            _gaps!.Remove(word);
        }
        else
        {
            (_gaps ??= [])[word] = bits;
        }

        return Receipt.OutOfOrder;
    }

    private int SkippedAt(long word) => _skipped?.FindIndex(range => word >= range.From && word < range.Until) ?? -1;

    /// <summary>Takes a word out of the stretches in which nothing came; false if it was in none.</summary>
    private bool TakeSkipped(long word)
    {
        var at = SkippedAt(word);
        if (at < 0)
        {
            return false;
        }

        var (from, until) = _skipped![at];
        _skipped.RemoveAt(at);
        if (word > from)
        {
            _skipped.Add((from, word));
        }

        if (word + 1 < until)
        {
            _skipped.Add((word + 1, until));
        }

        return true;
    }

    private void Trim()
    {
        while (_words[_head] == ulong.MaxValue)
        {
            DropFirst();
        }
    }

    private void DropFirst()
    {
        _words[_head] = 0;
        _head = (_head + 1) & (_words.Length - 1);
        _firstWord++;
    }

    /// <summary>Makes the window reach as far as <paramref name="word"/>, and returns the word's place in it.</summary>
    private long MakeRoom(long word)
    {
        for (var dropped = 0; word - _firstWord >= WindowWords; dropped++)
        {
            if (dropped == _words.Length)
            {
                // All that was in the window is out of it, and nothing came between that and the new window.
                var first = word - WindowWords + 1;
                (_skipped ??= []).Add((_firstWord, first));
                _firstWord = first;
                break;
            }

            if (_words[_head] != ulong.MaxValue)
            {
                (_gaps ??= []).Add(_firstWord, _words[_head]);
            }

            DropFirst();
        }

        if (word - _firstWord >= _words.Length)
        {
            Grow((int)(word - _firstWord) + 1);
        }

        return word - _firstWord;
    }

    private void Grow(int needed)
    {
        var grown = new ulong[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed)];
        for (var i = 0; i < _words.Length; i++)
        {
            grown[i] = _words[(_head + i) & (_words.Length - 1)];
        }

        _words = grown;
        _head = 0;
    }
}
