namespace IoTLoad.Engine.Reports;

/// <summary>
/// The counts of a histogram of <see cref="Latency"/>'s shape, in pages that exist only where something was counted: a second's
/// latencies lie close together, and take a tenth of the room of a whole histogram.
/// </summary>
internal sealed class SparseCounts
{
    private const int PageBits = 9;
    private const int PageLength = 1 << PageBits;
    private long[]?[] _pages = [];

    /// <summary>Whether nothing was counted.</summary>
    public bool IsEmpty => _pages.Length == 0;

    /// <summary>The buckets that hold something, in order.</summary>
    public IEnumerable<(int Index, long Count)> NonZero
    {
        get
        {
            for (var page = 0; page < _pages.Length; page++)
            {
                if (_pages[page] is not { } counts)
                {
                    continue;
                }

                for (var i = 0; i < counts.Length; i++)
                {
                    if (counts[i] != 0)
                    {
                        yield return ((page << PageBits) + i, counts[i]);
                    }
                }
            }
        }
    }

    /// <summary>Adds to a bucket.</summary>
    public void Add(int index, long count)
    {
        var page = index >> PageBits;
        if (page >= _pages.Length)
        {
            Array.Resize(ref _pages, page + 1);
        }

        (_pages[page] ??= new long[PageLength])[index & (PageLength - 1)] += count;
    }
}
