namespace IoTLoad.Engine.Reports;

/// <summary>Which seconds of a shard have come: one bit each, so that a week takes 75 KB.</summary>
public sealed class SecondSet
{
    private ulong[] _bits = new ulong[2];

    /// <summary>Whether a second is in the set.</summary>
    public bool Contains(int second) => second >> 6 < _bits.Length && (_bits[second >> 6] & (1UL << (second & 63))) != 0;

    /// <summary>Adds a second, 0 or more; false if it was there.</summary>
    public bool Add(int second)
    {
        if (Contains(second))
        {
            return false;
        }

        if (second >> 6 >= _bits.Length)
        {
            Array.Resize(ref _bits, Math.Max((second >> 6) + 1, _bits.Length * 2));
        }

        _bits[second >> 6] |= 1UL << (second & 63);
        return true;
    }
}
