using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Results;

/// <summary>
/// Puts the reports of any number of shards together. They may come in any order, late or twice: a shard's totals replace its
/// older totals, and a slice counts once for its shard and second. Not safe for concurrent use.
/// </summary>
/// <param name="openSeconds">Seconds that are kept open for more shards; fewer take less memory, and more time if shards lag.</param>
/// <param name="sealedBytes">What the distributions of other seconds may take of memory; the rest is in a temporary file.</param>
public sealed class ReportMerger(int openSeconds = ReportMerger.OpenSeconds, int sealedBytes = ReportMerger.SealedBytes)
{
    /// <summary>
    /// Seconds that are kept open for more shards; those that were opened first are put away. As many as a function may
    /// run, so that shards which are read one after the other do not open and seal each second in turn; about 100 KB each.
    /// </summary>
    private const int OpenSeconds = 900;

    private const int SealedBytes = 16 * 1024 * 1024;

    private readonly SortedDictionary<(int Shard, int Wave), ShardStream> _streams = [];
    private readonly SortedDictionary<long, MergedSecond> _seconds = [];
    private readonly Queue<long> _open = [];
    private readonly SealedSeconds _sealed = new(sealedBytes, Path.GetTempPath());

    /// <summary>Whether any report has come.</summary>
    public bool IsEmpty => _streams.Count == 0;

    /// <summary>Start of second 0 of <see cref="Slices"/>: that of the shard that began first.</summary>
    public DateTimeOffset Origin => IsEmpty ? default : Latest.Min(report => report.Origin);

    /// <summary>The latest report of each shard, without its slices, by shard and wave.</summary>
    public IEnumerable<ShardReport> Latest => _streams.Values.Select(stream => stream.Latest!);

    /// <summary>Adds a report: the whole of it, or nothing.</summary>
    /// <exception cref="FormatException">Something in it is missing, damaged or out of range.</exception>
    public void Add(ShardReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ReportCheck.Check(report);
        if (!_streams.TryGetValue((report.Shard, report.Wave), out var stream))
        {
            _streams.Add((report.Shard, report.Wave), stream = new ShardStream());
        }

        stream.Take(report);
        foreach (var slice in report.Slices)
        {
            if (stream.Seconds.Add(slice.Second))
            {
                AddTo(AbsoluteSecond(report.Origin) + slice.Second, slice, report.Scenario is not null);
            }
        }
    }

    /// <summary>The latest report of a shard, without its slices; null where none has come.</summary>
    public ShardReport? Find(int shard, int wave = 0) => _streams.GetValueOrDefault((shard, wave))?.Latest;

    /// <summary>Totals of all shards.</summary>
    public Counters MergeCounters()
    {
        var sum = new Counters();
        foreach (var report in Latest)
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
        foreach (var report in Latest)
        {
            sum.Add(report.Latencies);
        }

        return sum;
    }

    /// <summary>
    /// Failures of all shards by kind and reason, most frequent first; the example is that of the first shard that has one.
    /// </summary>
    public IReadOnlyList<FailureCount> MergeFailures() => FailureCount.Merge(Latest.SelectMany(report => report.Failures));

    /// <summary>
    /// The members of a shared subscription with what each received; a member that several waves were has the sum. Empty where
    /// nothing is shared.
    /// </summary>
    public IReadOnlyList<GroupMember> MergeGroup() =>
    [
        .. Latest.SelectMany(report => report.Group ?? []).GroupBy(member => member.ClientId, StringComparer.Ordinal)
            .Select(waves => new GroupMember(waves.Key, waves.Sum(wave => wave.Received))),
    ];

    /// <summary>Points that all shards have written themselves, and why some are missing; null if none writes any.</summary>
    public PointCount? MergePoints()
    {
        var all = Latest.Select(report => report.Points).OfType<PointCount>().ToList();
        return all.Count == 0 ? null : new PointCount
        {
            Made = all.Sum(points => points.Made),
            Written = all.Sum(points => points.Written),
            Reason = all.Where(points => points.Written < points.Made).Select(points => points.Reason)
                .FirstOrDefault(why => why is not null),
        };
    }

    /// <summary>What the shards ran on, those on most shards first; empty for reports of earlier versions.</summary>
    public IReadOnlyList<GeneratorEnvironment> MergeEnvironments() =>
    [
        .. Latest.Where(report => report.Environment is not null).GroupBy(report => report.Environment!)
            .Select(alike => alike.Key with { Shards = alike.Select(report => report.Shard).Distinct().Count() })
            .OrderByDescending(environment => environment.Shards),
    ];

    /// <summary>The storms of all shards.</summary>
    internal IEnumerable<StormReport> Storms => Latest.SelectMany(report => report.Storms ?? []);

    /// <summary>Notes of all shards, each once.</summary>
    public IReadOnlyList<string> MergeNotes() => [.. Latest.SelectMany(report => report.Notes ?? []).Distinct()];

    /// <summary>
    /// Generator health: CPU and cores of the shard that used the largest share of its cores, the largest pause and memory of
    /// any shard, and the bytes allocated by all.
    /// </summary>
    public GeneratorHealth MergeGenerators()
    {
        if (IsEmpty)
        {
            return new GeneratorHealth();
        }

        var all = Latest.Select(report => report.Generator).ToList();
        var busiest = all.OrderByDescending(health => health.CpuPercent / Math.Max(1, health.Cores))
            .ThenByDescending(health => health.Cores).First();
        return new GeneratorHealth
        {
            CpuPercent = busiest.CpuPercent,
            Cores = busiest.Cores,
            CpuPercentMax = all.Max(health => health.CpuPercentMax),
            GcPauseMilliseconds = all.Max(health => health.GcPauseMilliseconds),
            AllocatedBytes = all.Sum(health => health.AllocatedBytes),
            PeakMemoryBytes = all.Max(health => health.PeakMemoryBytes),
            WarmUpMilliseconds = all.Max(health => health.WarmUpMilliseconds),
        };
    }

    /// <summary>One row a shard, by number.</summary>
    public IReadOnlyList<ShardSummary> Shards =>
        [.. Latest.GroupBy(report => report.Shard).Select(waves => ShardSummary.Of(waves.Key, [.. waves.Select(ShardSummary.Of)]))];

    /// <summary>
    /// One slice a second, all shards together, from <see cref="Origin"/> on: counts, connections, target rates and CPU are
    /// added up, histograms merged; the phase is the earliest and the pause the longest of any shard. Shards that began at
    /// different times are lined up by the clock, to the second.
    /// </summary>
    public IEnumerable<Slice> Slices => SlicesFrom(DateTimeOffset.MinValue);

    /// <summary>Those of <see cref="Slices"/> that began at a time or later.</summary>
    public IEnumerable<Slice> SlicesFrom(DateTimeOffset time)
    {
        var (origin, first) = (AbsoluteSecond(Origin), AbsoluteSecond(time));
        return _seconds.Where(each => each.Key >= first).Select(each => each.Value.ToSlice((int)(each.Key - origin)));
    }

    private void AddTo(long second, Slice slice, bool isOfScenario)
    {
        if (!_seconds.TryGetValue(second, out var merged))
        {
            _seconds.Add(second, merged = new MergedSecond());
        }

        var wasOpen = merged.IsOpen;
        merged.Add(slice, isOfScenario);
        if (wasOpen || !merged.IsOpen)
        {
            return;
        }

        _open.Enqueue(second);
        if (_open.Count > openSeconds)
        {
            _seconds[_open.Dequeue()].Seal(_sealed);
        }
    }

    private static long AbsoluteSecond(DateTimeOffset time) =>
        (long)Math.Round(time.ToUnixTimeMilliseconds() / 1000.0, MidpointRounding.AwayFromZero);
}

/// <summary>What has come of one worker: its latest totals, and which of its seconds.</summary>
internal sealed class ShardStream
{
    /// <summary>The report with the highest number, without its slices; null before the first.</summary>
    public ShardReport? Latest { get; private set; }

    public SecondSet Seconds { get; } = new();

    /// <summary>Takes a report's totals, unless they are older than those it has.</summary>
    public void Take(ShardReport report)
    {
        if (Latest is null || report.Sequence > Latest.Sequence)
        {
            Latest = report with { Slices = [], Environment = report.Environment ?? Latest?.Environment };
        }
    }
}
