using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Running;

/// <summary>How a running test stands, once a second.</summary>
public sealed record LoadProgress
{
    /// <summary>Where the run is.</summary>
    public RunPhase Phase { get; init; }

    /// <summary>Since the run started.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Share of the schedule that is over, 0 to 1.</summary>
    public double Completed { get; init; }

    /// <summary>Time left of the schedule.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>Connections that are up.</summary>
    public int Online { get; init; }

    /// <summary>Connections that the plan holds.</summary>
    public int Connections { get; init; }

    /// <summary>Messages a second that the schedule asked for, in the last second.</summary>
    public double OfferedRate { get; init; }

    /// <summary>Messages a second that were published, in the last second.</summary>
    public double PublishedRate { get; init; }

    /// <summary>99th percentile so far, milliseconds, of the round trip or else of the acknowledgement; null before the first.</summary>
    public double? P99Milliseconds { get; init; }

    /// <summary>Failures so far, of every kind.</summary>
    public long Failures { get; init; }

    /// <summary>Totals so far.</summary>
    public required Counters Totals { get; init; }

    /// <summary>How each scenario stands; empty in a test without.</summary>
    public IReadOnlyList<(string Name, LoadProgress Progress)> Scenarios { get; init; } = [];

    /// <summary>How a test of scenarios stands: sums, and the highest 99th percentile.</summary>
    public static LoadProgress Of(LoadPlan plan, IReadOnlyList<(string Name, LoadProgress Progress)> scenarios)
    {
        var all = scenarios.Select(each => each.Progress).ToList();
        var totals = new Counters();
        all.ForEach(each => totals.Add(each.Totals));
        var completed = all.Zip(plan.Parts, (each, part) => each.Completed * part.Duration.TotalSeconds).Sum()
            / plan.Parts.Sum(part => part.Duration.TotalSeconds);
        var active = all.Where(each => each.Phase is not (RunPhase.Pending or RunPhase.Done)).ToList();
        return new LoadProgress
        {
            Phase = active.Exists(each => each.Phase == RunPhase.Running) ? RunPhase.Running
                : active.Count > 0 ? active.Min(each => each.Phase) : all.Max(each => each.Phase),
            Elapsed = all.Max(each => each.Elapsed),
            Completed = completed,
            Remaining = plan.Duration * (1 - completed),
            Online = all.Sum(each => each.Online),
            Connections = all.Sum(each => each.Connections),
            OfferedRate = active.Sum(each => each.OfferedRate),
            PublishedRate = active.Sum(each => each.PublishedRate),
            P99Milliseconds = all.Max(each => each.P99Milliseconds),
            Failures = all.Sum(each => each.Failures),
            Totals = totals,
            Scenarios = scenarios,
        };
    }
}
