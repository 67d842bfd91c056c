using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Aws.Fanout;

/// <summary>
/// What the shards of a spread test have reported: of the whole, and of each scenario. Not safe for concurrent use, but for
/// <see cref="Progress"/>.
/// </summary>
internal sealed class FanoutReports
{
    private readonly LoadPlan _plan;
    private readonly List<(string? Scenario, ReportMerger Reports, FanoutProgress Progress)> _parts = [];

    /// <param name="plan">The plan.</param>
    /// <param name="longestWave">The longest part of a schedule that one invocation runs.</param>
    public FanoutReports(LoadPlan plan, TimeSpan longestWave)
    {
        _plan = plan;
        foreach (var part in plan.Parts)
        {
            var reports = part.Scenario is null ? Whole : new ReportMerger();
            _parts.Add((part.Scenario, reports, new FanoutProgress(part, part.Waves(longestWave).Count, reports)));
        }
    }

    public ReportMerger Whole { get; } = new();

    /// <summary>How the test stands.</summary>
    public LoadProgress Progress => _plan.Scenarios.Count == 0 ? _parts[0].Progress.Current
        : LoadProgress.Of(_plan, [.. _parts.Select(part => (part.Scenario!, part.Progress.Current))]);

    /// <summary>From the last message of a wave to the first of the next.</summary>
    public IEnumerable<TimeSpan> HandOvers => _parts.SelectMany(part => part.Progress.HandOvers);

    /// <summary>The reports of a scenario; null is the whole test.</summary>
    public ReportMerger Of(string? scenario) => scenario is null ? Whole : _parts.Find(part => part.Scenario == scenario).Reports;

    /// <exception cref="FormatException">It is damaged, and was not taken.</exception>
    public void Add(ShardReport report)
    {
        var part = _parts.Find(part => part.Scenario == report.Scenario);
        if (part.Reports is null)
        {
            throw new FormatException($"The plan has no scenario '{report.Scenario}'.");
        }

        Whole.Add(report);
        if (part.Reports != Whole)
        {
            part.Reports.Add(report);
        }

        part.Progress.Add(report);
    }
}

/// <summary>
/// How a spread test, or a scenario of one, stands by what its shards have reported. Not safe for concurrent use, but for
/// <see cref="Current"/>.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="waves">Number of waves of its schedule.</param>
/// <param name="merger">The reports.</param>
internal sealed class FanoutProgress(LoadPlan plan, int waves, ReportMerger merger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LatencyInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, Slice> _last = [];
    private readonly Dictionary<int, (DateTimeOffset First, DateTimeOffset Last)> _published = [];
    private readonly DateTimeOffset _begin = DateTimeOffset.UtcNow;
    private DateTimeOffset _updated;
    private DateTimeOffset _latencyUpdated;
    private double? _p99;
    private volatile LoadProgress _current = new() { Totals = new Counters(), Connections = plan.Connections };

    /// <summary>How the test stands.</summary>
    public LoadProgress Current => _current;

    /// <summary>From the last message of a wave to the first of the next.</summary>
    public IEnumerable<TimeSpan> HandOvers => _published.Keys.Order().Where(wave => _published.ContainsKey(wave + 1))
        .Select(wave => _published[wave + 1].First - _published[wave].Last);

    public void Add(ShardReport report)
    {
        foreach (var slice in report.Slices)
        {
            if (!_last.TryGetValue(report.Shard, out var last) || slice.Second >= last.Second || report.Wave > 0)
            {
                _last[report.Shard] = slice;
            }

            if (slice.Counters.Published > 0 && report.Wave < waves)
            {
                var begin = report.Origin.AddSeconds(slice.Second);
                var known = _published.TryGetValue(report.Wave, out var range) ? range : (First: begin, Last: begin.AddSeconds(1));
                _published[report.Wave] = (begin < known.First ? begin : known.First, begin.AddSeconds(1) > known.Last
                    ? begin.AddSeconds(1) : known.Last);
            }
        }

        if (report.Final)
        {
            _last.Remove(report.Shard);
        }

        if (DateTimeOffset.UtcNow - _updated >= Interval)
        {
            Update();
        }
    }

    private void Update()
    {
        _updated = DateTimeOffset.UtcNow;
        if (_updated - _latencyUpdated >= LatencyInterval)
        {
            _latencyUpdated = _updated;
            var latencies = merger.MergeLatencies();
            _p99 = Latency.Summarize(latencies.RoundTrip).P99 ?? Latency.Summarize(latencies.Ack).P99;
        }

        var totals = merger.MergeCounters();
        var expected = Math.Max(1, plan.Messages);
        var done = Math.Min(1.0, (double)totals.Intended / expected);
        _current = new LoadProgress
        {
            Phase = merger.Latest.Select(report => report.Phase).DefaultIfEmpty(RunPhase.Pending).Min(),
            Elapsed = _updated - _begin,
            Completed = done,
            Remaining = plan.Duration * (1 - done),
            Online = _last.Values.Sum(slice => slice.Online),
            Connections = plan.Connections,
            OfferedRate = _last.Values.Sum(slice => slice.Counters.Intended),
            PublishedRate = _last.Values.Sum(slice => slice.Counters.Published),
            P99Milliseconds = _p99,
            Failures = merger.MergeFailures().Sum(failure => failure.Count),
            Totals = totals,
        };
    }
}
