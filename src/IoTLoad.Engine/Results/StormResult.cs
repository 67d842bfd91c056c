using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Results;

/// <summary>What a storm did, and how the devices came back. Times are milliseconds from when devices could return.</summary>
public sealed record StormResult
{
    /// <summary>When it was, from the start of the schedule.</summary>
    public TimeSpan At { get; init; }

    /// <summary>How connections were lost.</summary>
    public ConnectionDrop Drop { get; init; }

    /// <summary>For how long no device reached the broker.</summary>
    public TimeSpan Outage { get; init; }

    /// <summary>How devices returned.</summary>
    public Backoff Backoff { get; init; }

    /// <summary>Devices that lost their connection.</summary>
    public long Dropped { get; init; }

    /// <summary>Of them, those that came back.</summary>
    public long Back { get; init; }

    /// <summary>Until half of them were back; null if that many never were.</summary>
    public double? Back50 { get; init; }

    /// <summary>Until 90 % of them were back.</summary>
    public double? Back90 { get; init; }

    /// <summary>Until 99 % of them were back.</summary>
    public double? Back99 { get; init; }

    /// <summary>Until all of them were back.</summary>
    public double? Back100 { get; init; }

    /// <summary>Attempts to connect that this took, without those during the outage.</summary>
    public long Attempts { get; init; }

    /// <summary>Attempts during the outage.</summary>
    public long AttemptsDuringOutage { get; init; }

    /// <summary>Last wills that the broker sent from this storm on to the next, or to the end; null where nobody counted.</summary>
    public long? Wills { get; init; }

    /// <summary>Messages that the broker delivered from the queues of kept sessions; null where no session is kept, or tracked.</summary>
    public long? Queued { get; init; }

    /// <summary>The longest that a device took to receive what was queued for it; null where nothing was.</summary>
    public double? DrainMilliseconds { get; init; }

    /// <summary>The storm in a line.</summary>
    public override string ToString() => Text($"{DurationText.Format(At)}: {Dropped:N0} dropped ({Drop}), {Back:N0} back ({Backoff}) in ")
        + $"{Seconds(Back50)} (50 %), {Seconds(Back90)} (90 %), {Seconds(Back99)} (99 %), {Seconds(Back100)} (100 %), "
        + Text($"{Attempts:N0} attempts") + (Wills is null ? "" : Text($", {Wills:N0} wills"))
        + (Queued is null ? "" : Text($", {Queued:N0} queued messages drained in {Seconds(DrainMilliseconds)}"));

    /// <summary>The results of all storms that happened.</summary>
    internal static IReadOnlyList<StormResult> Of(LoadPlan plan, IEnumerable<StormReport> reports) =>
    [
        .. reports.Where(report => report.Number < plan.Storms.Count).GroupBy(report => report.Number).OrderBy(group => group.Key)
            .Select(group => Of(plan, plan.Storms[group.Key], group.Aggregate((sum, each) => sum.Plus(each)))),
    ];

    private static StormResult Of(LoadPlan plan, StormPlan storm, StormReport report)
    {
        var recovery = LatencyCodec.Decode(report.Recovery);
        var keeps = plan is { IsTracked: true, Traffic.Pattern: TrafficPattern.Downlink, Session.CleanSession: false };
        return new StormResult
        {
            At = storm.At,
            Drop = storm.Drop,
            Outage = storm.Outage,
            Backoff = storm.Backoff ?? plan.Devices.Backoff,
            Dropped = report.Dropped,
            Back = report.Back,
            Back50 = Until(0.5),
            Back90 = Until(0.9),
            Back99 = Until(0.99),
            Back100 = Until(1),
            Attempts = report.Attempts,
            AttemptsDuringOutage = report.Refused,
            Wills = report.Wills,
            Queued = keeps ? report.Queued : null,
            DrainMilliseconds = keeps && report.Queued > 0 ? report.DrainMilliseconds : null,
        };

        // Of all that were dropped, not of those that are back.
        double? Until(double share)
        {
            var rank = (long)Math.Ceiling(share * report.Dropped);
            return rank == 0 || rank > report.Back ? null : Latency.AtPercentile(recovery, 100.0 * rank / report.Back);
        }
    }

    private static string Seconds(double? milliseconds) => milliseconds is { } time ? Text($"{time / 1000:0.###} s") : "never";
}
