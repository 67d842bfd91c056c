using HdrHistogram;

namespace IoTLoad.Engine.Reports;

/// <summary>
/// Puts the reports of any number of shards together. They may come in any order, late or twice: a shard's totals replace its
/// older totals, and a slice counts once for its shard and second. Not safe for concurrent use.
/// </summary>
public sealed class ReportMerger
{
    private readonly SortedDictionary<int, ShardReport> _latest = [];
    private readonly HashSet<(int Shard, int Second)> _seen = [];
    private readonly SortedDictionary<long, MergedSecond> _seconds = [];
    private readonly LongHistogram _scratch = Latency.NewHistogram();

    /// <summary>Whether any report has come.</summary>
    public bool IsEmpty => _latest.Count == 0;

    /// <summary>Start of second 0 of <see cref="Slices"/>: that of the shard that began first.</summary>
    public DateTimeOffset Origin => _latest.Count == 0 ? default : _latest.Values.Min(report => report.Origin);

    /// <summary>Adds a report.</summary>
    /// <exception cref="FormatException">A histogram in it is damaged.</exception>
    public void Add(ShardReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!_latest.TryGetValue(report.Shard, out var known) || report.Sequence > known.Sequence)
        {
            _latest[report.Shard] = report with { Slices = [] };
        }

        foreach (var slice in report.Slices)
        {
            if (_seen.Add((report.Shard, slice.Second)))
            {
                var second = AbsoluteSecond(report.Origin) + slice.Second;
                if (!_seconds.TryGetValue(second, out var merged))
                {
                    _seconds.Add(second, merged = new MergedSecond());
                }

                merged.Add(slice, _scratch);
            }
        }
    }

    /// <summary>Totals of all shards.</summary>
    public Counters MergeCounters()
    {
        var sum = new Counters();
        foreach (var report in _latest.Values)
        {
            sum.Add(report.Totals);
        }

        return sum;
    }

    /// <summary>Latencies of all shards.</summary>
    /// <exception cref="FormatException">A shard's histogram is damaged.</exception>
    public LatencyTotals MergeLatencies()
    {
        var sum = new LatencyTotals();
        foreach (var report in _latest.Values)
        {
            sum.Add(report.Latencies);
        }

        return sum;
    }

    /// <summary>Failures of all shards by kind and reason, most frequent first; the example is that of the first shard that has one.</summary>
    public IReadOnlyList<FailureCount> MergeFailures() =>
    [
        .. _latest.Values
            .SelectMany(report => report.Failures)
            .GroupBy(failure => (failure.Kind, failure.Reason))
            .Select(group => group.First() with { Count = group.Sum(failure => failure.Count) })
            .OrderByDescending(failure => failure.Count)
            .ThenBy(failure => failure.Kind)
            .ThenBy(failure => failure.Reason, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Generator health: CPU and cores of the shard that used the largest share of its cores, the largest pause and memory of
    /// any shard, and the bytes allocated by all.
    /// </summary>
    public GeneratorHealth MergeGenerators()
    {
        if (_latest.Count == 0)
        {
            return new GeneratorHealth();
        }

        var all = _latest.Values.Select(report => report.Generator).ToList();
        var busiest = all.OrderByDescending(health => health.CpuPercent / Math.Max(1, health.Cores)).ThenByDescending(health => health.Cores).First();
        return new GeneratorHealth
        {
            CpuPercent = busiest.CpuPercent,
            Cores = busiest.Cores,
            CpuPercentMax = all.Max(health => health.CpuPercentMax),
            GcPauseMilliseconds = all.Max(health => health.GcPauseMilliseconds),
            AllocatedBytes = all.Sum(health => health.AllocatedBytes),
            PeakMemoryBytes = all.Max(health => health.PeakMemoryBytes),
        };
    }

    /// <summary>One row a shard, by number.</summary>
    public IReadOnlyList<ShardSummary> Shards =>
        [.. _latest.Values.Select(report => new ShardSummary(report.Shard, report.Phase, report.Final, report.Totals with { }))];

    /// <summary>
    /// One slice a second, all shards together, from <see cref="Origin"/> on: counts, connections, target rates and CPU are
    /// added up, histograms merged; the phase is the earliest and the pause the longest of any shard. Shards that began at
    /// different times are lined up by the clock, to the second.
    /// </summary>
    public IEnumerable<Slice> Slices
    {
        get
        {
            var origin = AbsoluteSecond(Origin);
            foreach (var (second, merged) in _seconds)
            {
                yield return merged.ToSlice((int)(second - origin));
            }
        }
    }

    private static long AbsoluteSecond(DateTimeOffset time) =>
        (long)Math.Round(time.ToUnixTimeMilliseconds() / 1000.0, MidpointRounding.AwayFromZero);
}
