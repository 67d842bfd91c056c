using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Results;

/// <summary>
/// Tells whether the generator was the bottleneck. The rules are on the careful side: a test that is called saturated
/// needlessly costs a repetition, one that is not called so blames the platform for our own delay.
/// </summary>
public static class Saturation
{
    /// <summary>
    /// 99th percentile of schedule lag beyond which latencies are the generator's own, milliseconds. An idle machine stays
    /// below 2; lag is part of every latency that is measured from the intended time, so 20 would already be a tenth of
    /// the round trips of 40 to 150 ms that cloud platforms show.
    /// </summary>
    public const double LagLimit = 20;

    /// <summary>99th percentile of schedule lag at which messages that were missed are put down to the generator, milliseconds.</summary>
    public const double LagLimitWhenMissing = 5;

    /// <summary>
    /// 99th percentile of the lag of connection attempts beyond which the connect latencies are the generator's own, milliseconds.
    /// Cloud platforms take 100 to 200 for a connection with TLS.
    /// </summary>
    public const double ConnectLagLimit = 50;

    /// <summary>Share of the intended messages that must have been published; fewer, with lag, is saturation.</summary>
    public const double PublishedShare = 0.99;

    /// <summary>Mean CPU of the generating process at which it is saturated, share of all its cores.</summary>
    public const double CpuShare = 0.9;

    /// <summary>Why the generator counts as saturated, each reason as a sentence; none where it kept up.</summary>
    public static IReadOnlyList<string> Reasons(
        Counters counters, LatencySummary scheduleLag, GeneratorHealth generator, LatencySummary connectLag)
    {
        ArgumentNullException.ThrowIfNull(connectLag);
        ArgumentNullException.ThrowIfNull(counters);
        ArgumentNullException.ThrowIfNull(scheduleLag);
        ArgumentNullException.ThrowIfNull(generator);
        var reasons = new List<string>();
        var missing = counters.Published < PublishedShare * counters.Intended;
        if (scheduleLag.P99 > LagLimit)
        {
            reasons.Add(Text($"1 % of the messages were attended to {scheduleLag.P99:0.#} ms or more after they were due (limit "
                + $"{LagLimit:0} ms)."));
        }
        else if (missing && scheduleLag.P99 > LagLimitWhenMissing)
        {
            reasons.Add(Text($"{counters.Missed:N0} of {counters.Intended:N0} messages were never sent, while the schedule ran "
                + $"{scheduleLag.P99:0.#} ms late (99th percentile)."));
        }

        if (connectLag.P99 > ConnectLagLimit)
        {
            reasons.Add(Text($"1 % of the connections were begun {connectLag.P99:0.#} ms or more after they were due (limit "
                + $"{ConnectLagLimit:0} ms)."));
        }

        if (generator.Cores > 0 && generator.CpuPercent >= CpuShare * 100 * generator.Cores)
        {
            reasons.Add(Text($"It used {generator.CpuPercent:0} % of a core on average, of {generator.Cores * 100} % that it has."));
        }

        return reasons;
    }
}
