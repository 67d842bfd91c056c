using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Results;

/// <summary>How a shard stands, or how it ended.</summary>
public enum ShardState
{
    /// <summary>It reported its end: its schedule ran.</summary>
    Completed,

    /// <summary>It reports, and has not reported its end.</summary>
    Running,

    /// <summary>It reported its end: it was stopped, or its time was up.</summary>
    Stopped,

    /// <summary>It reported its end: it could not run.</summary>
    Failed,

    /// <summary>It reported, and never its end: what it did since its last report is not known.</summary>
    Interrupted,

    /// <summary>It never reported.</summary>
    Missing,
}

/// <summary>What one shard contributed.</summary>
/// <param name="Shard">The shard's number, from 0.</param>
/// <param name="Phase">Where it was when last heard of.</param>
/// <param name="Final">Whether it reported its end; where it ran in waves, the end of each.</param>
/// <param name="Counters">What it counted; for one whose end is not known, with what was open closed so that the sums hold.</param>
/// <param name="State">How it stands, or how it ended; where it ran in waves, the worst of them.</param>
/// <param name="LastSeen">Time of its last report, by its own clock, UTC; null where there was none.</param>
/// <param name="NotOffered">Of the messages missed, those that it is not known to have attended to.</param>
/// <param name="Fault">Why it could not run; null where it could.</param>
public sealed record ShardSummary(
    int Shard, RunPhase Phase, bool Final, Counters Counters, ShardState State = ShardState.Completed, DateTimeOffset? LastSeen = null,
    long NotOffered = 0,
    RunFault? Fault = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"shard {Shard}: {State}";

    /// <summary>The row of one worker, by its latest report.</summary>
    internal static ShardSummary Of(ShardReport report) => new(
        report.Shard, report.Phase, report.Final, report.Totals with { }, StateOf(report), report.Time == default
            ? null : report.Time, report.Late, report.Fault);

    /// <summary>The row of a shard that several workers did one after the other.</summary>
    internal static ShardSummary Of(int shard, IReadOnlyList<ShardSummary> waves)
    {
        if (waves.Count == 1)
        {
            return waves[0];
        }

        var counters = new Counters();
        foreach (var wave in waves)
        {
            counters.Add(wave.Counters);
        }

        return new ShardSummary(
            shard, waves[^1].Phase, waves.All(wave => wave.Final), counters, waves.Max(wave => wave.State),
            waves.Max(wave => wave.LastSeen),
            waves.Sum(wave => wave.NotOffered), waves.Select(wave => wave.Fault).FirstOrDefault(fault => fault is not null));
    }

    private static ShardState StateOf(ShardReport report) => !report.Final ? ShardState.Running : report.Outcome switch
    {
        RunOutcome.Failed => ShardState.Failed,
        RunOutcome.Stopped => ShardState.Stopped,
        _ => ShardState.Completed,
    };
}
