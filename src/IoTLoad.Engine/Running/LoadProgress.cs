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
}
