using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Sharding;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Results;

/// <summary>Makes the result of a test from its shards' reports: rates, percentiles, thresholds, and what a reader must be told.</summary>
public static class ResultBuilder
{
    /// <summary>Makes the result.</summary>
    /// <param name="reports">The shards' reports.</param>
    /// <param name="run">What else there is to know.</param>
    /// <param name="expected">
    /// The shards that were to report, each wave of each. What one that never reported, or never its end, was asked for and is not
    /// known to have offered counts as missed, and the result's notes name it. Of a run that was stopped, give them cut at the stop
    /// (<see cref="ShardPlan.Until"/>). Null takes the reports as they are.
    /// </param>
    /// <param name="watch">What has followed the thresholds; null follows them through the reports' slices now.</param>
    /// <exception cref="LoadException">A threshold of the plan is malformed.</exception>
    /// <exception cref="FormatException">A shard's histogram is damaged.</exception>
    public static LoadResult Build(
        ReportMerger reports, RunFacts run, IReadOnlyList<ShardPlan>? expected = null, ThresholdWatch? watch = null)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(run);
        var plan = run.Plan;
        var account = expected is null ? null : new ShardAccount(reports, expected, run.Outcome);
        var counters = account?.Counters ?? reports.MergeCounters();
        var latencies = reports.MergeLatencies();
        var lag = Latency.Summarize(latencies.ScheduleLag);
        var generator = run.Generator ?? reports.MergeGenerators();
        var connectLag = Latency.Summarize(latencies[LatencyMetric.ConnectLag]);
        var saturation = Saturation.Reasons(counters, lag, generator, connectLag);
        var following = watch ?? new ThresholdWatch(plan);
        var (running, peak) = Follow(reports.Slices, watch is null ? following : null);
        var incomplete = Incomplete(run, account);
        var silent = reports.IsEmpty && run.Outcome == RunOutcome.Completed;
        var duration = run.PublishDuration ?? (plan.Scenarios.Count > 0 ? PublishDurationOf(reports.Latest) : account?.PublishDuration)
            ?? TimeSpan.FromSeconds(running);

        var result = new LoadResult
        {
            Id = run.Id,
            Name = plan.Name,
            Outcome = silent ? RunOutcome.Failed : run.Outcome,
            Fault = silent ? NothingReported : run.Fault,
            Incomplete = incomplete,
            Started = run.Started,
            Ended = run.Ended,
            PublishDuration = duration,
            Endpoint = run.Endpoint,
            Protocol = plan.Protocol,
            Pattern = plan.Traffic.Pattern,
            QoS = plan.Traffic.QoS,
            Devices = plan.DeviceCount,
            Connections = plan.Connections,
            PeakOnline = run.PeakOnline ?? peak,
            Counters = counters,
            OfferedRate = Rate(counters.Intended, duration),
            PublishedRate = Rate(counters.Published, duration),
            Connect = Latency.Summarize(latencies.Connect),
            ConnectLag = connectLag,
            NameLookup = Latency.Summarize(latencies[LatencyMetric.NameLookup]),
            TcpConnect = Latency.Summarize(latencies[LatencyMetric.TcpConnect]),
            TlsHandshake = Latency.Summarize(latencies[LatencyMetric.TlsHandshake]),
            WebSocketUpgrade = Latency.Summarize(latencies[LatencyMetric.WebSocketUpgrade]),
            MqttConnect = Latency.Summarize(latencies[LatencyMetric.MqttConnect]),
            Ack = Latency.Summarize(latencies.Ack),
            AckService = Latency.Summarize(latencies.AckService),
            RoundTrip = Latency.Summarize(latencies.RoundTrip),
            ScheduleLag = lag,
            Scenarios = run.Scenarios,
            Storms = plan.Scenarios.Count > 0 ? [] : StormResult.Of(plan, reports.Storms),
            Group = reports.MergeGroup(),
            Failures = reports.MergeFailures(),
            Points = reports.MergePoints(),
            Generator = generator,
            Environments = reports.MergeEnvironments(),
            GeneratorSaturated = saturation.Count > 0,
            Shards = account?.Shards ?? reports.Shards,
            Plan = plan,
            Folder = run.Folder,
        };

        var thresholds = reports.IsEmpty ? [.. Threshold.ForPlan(plan).Select(threshold => threshold.NotMeasured())]
            : following.Evaluate(result);
        thresholds = [.. thresholds, .. run.Scenarios.SelectMany(scenario => scenario.Thresholds)];
        result = result with
        {
            Thresholds = thresholds,
            Passed = result.Outcome == RunOutcome.Completed && incomplete.Count == 0 && !thresholds.Any(threshold => threshold.Fails),
            Notes =
            [
                .. account?.Notes ?? [],
                .. watch?.Aborted is { } broken
                    ? [$"\"{broken.Expression}\" ended the test: it was {broken.BrokenText}."] : (IEnumerable<string>)[],
                .. ResultNotes.For(result, saturation, run.NeverConnected ?? account?.NeverConnected),
                .. run.Scenarios.Count > 0 ? [] : reports.MergeNotes(),
                .. run.Notes,
            ],
        };
        return result with
        {
            Notes = [.. result.Notes, .. run.Scenarios.SelectMany(
                scenario => scenario.Notes.Except(result.Notes).Select(note => $"Scenario '{scenario.Name}': {note}"))],
        };
    }

    private static RunFault NothingReported { get; } = new(
        "NothingReported", LoadErrorKind.ConnectionFailed, "No shard of the test reported anything.",
        "Look in the shards' logs for why they did not start, or could not reach the endpoint for reports.");

    private static IReadOnlyList<string> Incomplete(RunFacts run, ShardAccount? account) =>
    [
        .. account?.Incomplete ?? [],
        .. run.Outcome == RunOutcome.Stopped ? ["the test was stopped before its end"] : (IEnumerable<string>)[],
        .. run.Scenarios.Where(scenario => scenario.Connections > 0 && scenario.Counters.ConnectAttempts == 0)
            .Select(scenario => $"the scenario '{scenario.Name}' never began"),
    ];

    /// <summary>Looks at each second once, so that a long test's are never all unpacked.</summary>
    private static (int Running, int PeakOnline) Follow(IEnumerable<Slice> slices, ThresholdWatch? watch)
    {
        var (running, peak) = (0, 0);
        foreach (var slice in slices)
        {
            running += slice.Phase == RunPhase.Running ? 1 : 0;
            peak = Math.Max(peak, slice.Online);
            watch?.Add(slice);
        }

        return (running, peak);
    }

    /// <summary>For how long any scenario published; null if no shard has said so.</summary>
    private static TimeSpan? PublishDurationOf(IEnumerable<ShardReport> last)
    {
        var times = last.Where(report => report.PublishStart is not null)
            .Select(report => (Begin: report.Origin + report.PublishStart!.Value, Length: report.PublishDuration ?? TimeSpan.Zero))
            .OrderBy(time => time.Begin).ToList();
        var (sum, reached) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var (start, length) in times)
        {
            var begin = start > reached ? start : reached;
            var end = start + length;
            (sum, reached) = end > begin ? (sum + (end - begin), end) : (sum, reached);
        }

        return times.Count > 0 ? sum : null;
    }

    private static double Rate(long count, TimeSpan duration) => duration > TimeSpan.Zero ? count / duration.TotalSeconds : 0;
}

/// <summary>What a result needs to know of its run besides the shards' reports.</summary>
public sealed record RunFacts
{
    /// <summary>The run's ID.</summary>
    public required string Id { get; init; }

    /// <summary>The plan that ran, with its seed drawn.</summary>
    public required LoadPlan Plan { get; init; }

    /// <summary>How the run ended.</summary>
    public RunOutcome Outcome { get; init; }

    /// <summary>Why the run failed; null where it did not.</summary>
    public RunFault? Fault { get; init; }

    /// <summary>When the first device began to connect, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When the last connection was closed, UTC.</summary>
    public DateTimeOffset Ended { get; init; }

    /// <summary>Length of the publishing phase as it ran; null takes the number of whole seconds that the slices say it ran.</summary>
    public TimeSpan? PublishDuration { get; init; }

    /// <summary>Where the devices connected to, as text.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Most connections that were up at one time; null takes the highest end of a second.</summary>
    public int? PeakOnline { get; init; }

    /// <summary>Connections that were never up; null where that is not known.</summary>
    public int? NeverConnected { get; init; }

    /// <summary>The result of each scenario; empty in a plan without.</summary>
    public IReadOnlyList<LoadResult> Scenarios { get; init; } = [];

    /// <summary>How the generator was; null takes it from the shards' reports.</summary>
    public GeneratorHealth? Generator { get; init; }

    /// <summary>Further notes for the reader.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Folder in which the run is stored; null where it is not.</summary>
    public string? Folder { get; init; }
}
