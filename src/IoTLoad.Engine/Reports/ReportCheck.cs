namespace IoTLoad.Engine.Reports;

/// <summary>
/// Checks reports that come from outside this process: nothing in one that is malformed, damaged or hostile may reach the
/// sums, or end whoever adds them up.
/// </summary>
public static class ReportCheck
{
    /// <summary>A test's last second is a week and a few hours after its first; what claims to be later is damaged.</summary>
    private const int MaxSecond = 30 * 24 * 3600;

    private const int MaxShard = 1_000_000;
    private const int MostSlices = 100_000;

    // Far above what a test can count, and sums of a million shards stay in range.
    private const long MaxCount = 1L << 43;
    private const double MaxValue = 1e12;

    /// <summary>Checks a report, its histograms included.</summary>
    /// <exception cref="FormatException">Something in it is missing, damaged or out of range.</exception>
    public static void Check(ShardReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Require(report.RunId is { Length: > 0 and <= 200 }, "run ID");
        Require(report.Shard is >= 0 and <= MaxShard && report.Wave is >= 0 and <= MaxShard, "shard or wave");
        Require(report.Scenario is null or { Length: > 0 and <= 64 }, "scenario");
        Require(report.PublishStart is not { } start || (start >= TimeSpan.Zero && start.TotalSeconds <= MaxSecond), "start");
        Require(Enum.IsDefined(report.Phase) && (report.Outcome is not { } outcome || Enum.IsDefined(outcome)), "phase or outcome");
        Require(IsTime(report.Origin) && IsTime(report.Time), "time");
        Require(report.PublishDuration is not { } length || (length >= TimeSpan.Zero && length.TotalSeconds <= MaxSecond), "duration");
        Require(report.PeakOnline is null or >= 0 && report.NeverConnected is null or >= 0, "number of connections");
        Require(report.Group is not { } group
            || (group.Count <= Plan.SharedFilter.MaxMembers
                && group.All(member => member is { ClientId: not null, Received: >= 0 and <= MaxCount })), "group");
        Require(report.Storms is not { } storms || (storms.Count <= Plan.StormCheck.MostStorms && storms.All(IsValid)), "storms");
        foreach (var storm in report.Storms ?? [])
        {
            LatencyCodec.Decode(storm.Recovery);
        }

        Require(report.Late is >= 0 and <= MaxCount, "number of late messages");
        Require(report.Fault is not { } fault
            || (fault.ErrorId is not null && fault.Message is not null && fault.RecommendedAction is not null), "fault");
        Require(report.Points is null or { Made: >= 0 and <= MaxCount, Written: >= 0 and <= MaxCount }, "number of points");
        Check(report.Totals);
        Check(report.Latencies);
        Check(report.Generator);
        Require(report.Failures is not null && report.Failures.All(IsValid), "failures");
        Require(report.Slices is { Count: <= MostSlices }, "seconds");
        foreach (var slice in report.Slices!)
        {
            Require(slice is { Second: >= 0 and <= MaxSecond, Online: >= 0 } && Enum.IsDefined(slice.Phase), "second");
            Check(slice.Counters);
            Check(slice.Latencies);
            Require(IsAmount(slice.TargetRate) && IsAmount(slice.CpuPercent)
                && IsAmount(slice.GcPauseMilliseconds), "rate, CPU or pause of a second");
        }
    }

    private static void Check(Counters? counters) =>
        Require(counters is not null && CounterMetric.All.All(counter => counter.Of(counters) is >= 0 and <= MaxCount), "counters");

    private static void Check(LatencySet? latencies)
    {
        Require(latencies is not null, "latencies");
        LatencyCodec.Check(latencies!);
    }

    private static void Check(GeneratorHealth? health) => Require(
        health is { Cores: >= 0 and <= MaxShard, AllocatedBytes: >= 0, PeakMemoryBytes: >= 0 }
            && IsAmount(health.CpuPercent) && IsAmount(health.CpuPercentMax) && IsAmount(health.GcPauseMilliseconds),
        "generator's health");

    private static bool IsValid(StormReport? storm) => storm is { Number: >= 0 }
        && new[] { storm.Dropped, storm.Back, storm.Attempts, storm.Refused, storm.Wills ?? 0, storm.Queued }.All(
            count => count is >= 0 and <= MaxCount)
        && IsAmount(storm.DrainMilliseconds);

    private static bool IsValid(FailureCount? failure) =>
        failure is { Reason: not null, Example: not null, Count: >= 0 and <= MaxCount } && Enum.IsDefined(failure.Kind);

    private static bool IsAmount(double value) => value is >= 0 and <= MaxValue;

    // The calendar's ends cannot be moved by a test's length.
    private static bool IsTime(DateTimeOffset time) => time == default || time.UtcDateTime.Year is > 1970 and < 9000;

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new FormatException($"The report's {what} is missing or out of range.");
        }
    }
}
