using HdrHistogram;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;
using IoTLoad.Reports.Html;
using IoTLoad.Storage.Runs;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Live;

/// <summary>A running test as the live page and a terminal show it. Not safe for concurrent use.</summary>
public sealed class LiveView
{
    /// <summary>Twenty minutes; the report that follows shows the whole test.</summary>
    private const int MostSeconds = 1200;

    private readonly StoredRun _run;
    private readonly LoadPlan _plan;
    private readonly RunFollower _follower;
    private readonly List<Slice> _latest = [];
    private readonly IReadOnlyList<Threshold> _thresholds;

    /// <summary>Kept, because a new one with each second is for the garbage collector to follow.</summary>
    private readonly LongHistogram _scratch = Latency.NewHistogram();

    /// <summary>Begins to follow a run.</summary>
    public LiveView(StoredRun run)
    {
        _run = run;
        _plan = run.Plan ?? new LoadPlan();
        _follower = new RunFollower(run);
        _thresholds = Threshold.ForPlan(_plan);
    }

    /// <summary>The last twenty minutes, a slice a second.</summary>
    public IReadOnlyList<Slice> Latest => _latest;

    /// <summary>How each scenario that has begun stood in its last second; none in a test without.</summary>
    public IEnumerable<(string Name, string Rate, int Online)> Scenarios => _plan.Scenarios
        .Where(scenario => _follower.Scenarios.ContainsKey(scenario.Name))
        .Select(scenario => (scenario.Name, Rate(_follower.Scenarios[scenario.Name]), _follower.Scenarios[scenario.Name].Online));

    /// <summary>How the test stands: what would be its result if it ended now.</summary>
    public LoadResult Now()
    {
        var last = _latest.Count > 1 ? _latest[^2] : null;
        var latencies = _follower.Latencies;
        var result = new LoadResult
        {
            Id = _run.Id,
            Name = _plan.Name,
            Plan = _plan,
            Outcome = RunOutcome.Interrupted,
            Started = _run.Started,
            Endpoint = _run.Endpoint,
            Protocol = _plan.Protocol,
            Pattern = _plan.Traffic.Pattern,
            QoS = _plan.Traffic.QoS,
            Devices = _plan.DeviceCount,
            Connections = _plan.Connections,
            Counters = _follower.Counters,
            OfferedRate = last?.Counters.Intended ?? 0,
            PublishedRate = last?.Counters.Published ?? 0,
            Connect = Latency.Summarize(latencies.Connect),
            Ack = Latency.Summarize(latencies.Ack),
            AckService = Latency.Summarize(latencies.AckService),
            RoundTrip = Latency.Summarize(latencies.RoundTrip),
            ScheduleLag = Latency.Summarize(latencies.ScheduleLag),
            Failures = _follower.Failures,
            Generator = new GeneratorHealth(),
        };
        return result with { Thresholds = [.. _thresholds.Select(each => each.Evaluate(result))] };
    }

    /// <summary>Where the test is, in words.</summary>
    public string Where()
    {
        var elapsed = DurationText.Format(TimeSpan.FromSeconds(Math.Max(0, (long)(DateTimeOffset.UtcNow - _run.Started).TotalSeconds)));
        return _latest.Count == 0 ? $"Starting, {elapsed}"
            : Text($"{_latest[^1].Phase}, {elapsed}; the load shape takes {DurationText.Format(_plan.Duration)}.");
    }

    private static string Rate(Slice second) =>
        second.Phase == RunPhase.Running ? Text($"{second.Counters.Published:N0}/s") : $"{second.Phase}";

    /// <summary>Reads what is new.</summary>
    /// <returns>The seconds that are new or have changed.</returns>
    public IReadOnlyList<Slice> Read()
    {
        var changed = _follower.Read();
        if (changed.Count > 0)
        {
            _latest.RemoveAll(slice => slice.Second >= changed[0].Second);
            _latest.AddRange(changed);
            _latest.RemoveRange(0, Math.Max(0, _latest.Count - MostSeconds));
        }

        return changed;
    }

    /// <summary>The page with some seconds in its charts.</summary>
    internal ReportPage Page(IReadOnlyList<Slice> seconds)
    {
        var now = Now();
        var columns = new PageColumns(_follower.Origin, seconds, _follower.Latencies, _scratch);
        return new ReportPage(
            ReportText.NameOf(now), new PageMark(Where()), PageBuilder.What(now), PageBuilder.LiveTiles(now), columns.Time,
            PageColumns.PhasesOf(_follower.Origin, _latest),
            [
                ResultTables.ThresholdsSoFar(now),
                new PageTable("Result", "Scenarios", ["scenario", "published", "online"], [1, 2],
                    [.. Scenarios.Select(each => new object[] { each.Name, each.Rate, Text($"{each.Online:N0}") })]),
                ResultTables.Messages(now),
                ResultTables.Latencies(now),
                .. seconds.Count > 0 ? columns.Parts() : [],
                new PagePercentiles("Latency", "Percentile distribution, ms", [.. PercentileLines.Of(_follower.Latencies)]),
                ResultTables.Failures(now),
            ]);
    }
}
