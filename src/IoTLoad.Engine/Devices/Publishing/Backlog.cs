namespace IoTLoad.Engine.Devices.Publishing;

/// <summary>Intended times of messages that a device has not been able to send yet, oldest first. Grows up to a limit.</summary>
internal sealed class Backlog(int limit)
{
    private long[] _times = [];
    private int _head;

    /// <summary>Messages held back.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no further message is held back. May be asked outside the device's gate.</summary>
    public bool IsFull => Count >= limit;

    /// <summary>Adds a message; false, without adding it, when the limit is reached.</summary>
    public bool TryAdd(long intended)
    {
        if (Count == _times.Length)
        {
            if (Count >= limit)
            {
                return false;
            }

            Grow();
        }

        var at = _head + Count++;
        _times[at < _times.Length ? at : at - _times.Length] = intended;
        return true;
    }

    /// <summary>Takes the oldest message.</summary>
    public long Take()
    {
        var intended = _times[_head];
        _head = _head + 1 == _times.Length ? 0 : _head + 1;
        Count--;
        return intended;
    }

    /// <summary>Forgets all messages and returns how many there were.</summary>
    public int Clear()
    {
        var count = Count;
        Count = 0;
        return count;
    }

    private void Grow()
    {
        var grown = new long[Math.Min(limit, Math.Max(2, _times.Length * 2))];
        for (var i = 0; i < Count; i++)
        {
            grown[i] = _times[(_head + i) % _times.Length];
        }

        _times = grown;
        _head = 0;
    }
}
