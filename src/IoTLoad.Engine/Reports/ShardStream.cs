namespace IoTLoad.Engine.Reports;

/// <summary>What has come of one worker: its latest totals, and which of its seconds.</summary>
internal sealed class ShardStream
{
    private ulong[] _seconds = new ulong[2];

    /// <summary>The report with the highest number, without its slices; null before the first.</summary>
    public ShardReport? Latest { get; private set; }

    /// <summary>Takes a report's totals, unless they are older than those it has.</summary>
    public void Take(ShardReport report)
    {
        if (Latest is null || report.Sequence > Latest.Sequence)
        {
            Latest = report with { Slices = [] };
        }
    }

    /// <summary>Whether a second has not come before.</summary>
    public bool IsNew(int second) => second >> 6 >= _seconds.Length || (_seconds[second >> 6] & (1UL << (second & 63))) == 0;

    /// <summary>Notes that a second has come.</summary>
    public void Note(int second)
    {
        var word = second >> 6;
        if (word >= _seconds.Length)
        {
            Array.Resize(ref _seconds, Math.Max(word + 1, _seconds.Length * 2));
        }

        _seconds[word] |= 1UL << (second & 63);
    }
}
