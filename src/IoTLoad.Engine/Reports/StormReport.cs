namespace IoTLoad.Engine.Reports;

/// <summary>What became of the devices of one storm, in one shard so far.</summary>
public sealed record StormReport
{
    /// <summary>Its number in the plan, from 0.</summary>
    public int Number { get; init; }

    /// <summary>Devices that lost their connection.</summary>
    public long Dropped { get; init; }

    /// <summary>Of them, those that are back.</summary>
    public long Back { get; init; }

    /// <summary>Attempts to connect that they made on the way back, those during the outage not counted.</summary>
    public long Attempts { get; init; }

    /// <summary>Attempts that they made during the outage.</summary>
    public long Refused { get; init; }

    /// <summary>Last wills that the broker sent from this storm on to the next, or to the end; null where nobody counts.</summary>
    public long? Wills { get; init; }

    /// <summary>Messages that the broker had queued for sessions that it kept, and delivered to devices that were back.</summary>
    public long Queued { get; init; }

    /// <summary>The longest that a device took, from when it was back, to receive what was queued for it; milliseconds.</summary>
    public double DrainMilliseconds { get; init; }

    /// <summary>How long devices took to be back, from when they could return; a histogram as those of <see cref="LatencySet"/>.</summary>
    public string? Recovery { get; init; }

    /// <summary>The same storm in two shards.</summary>
    internal StormReport Plus(StormReport other)
    {
        var recovery = LatencyCodec.Decode(Recovery);
        LatencyCodec.AddTo(recovery, other.Recovery);
        return this with
        {
            Dropped = Dropped + other.Dropped,
            Back = Back + other.Back,
            Attempts = Attempts + other.Attempts,
            Refused = Refused + other.Refused,
            Wills = Wills is null && other.Wills is null ? null : (Wills ?? 0) + (other.Wills ?? 0),
            Queued = Queued + other.Queued,
            DrainMilliseconds = Math.Max(DrainMilliseconds, other.DrainMilliseconds),
            Recovery = LatencyCodec.Encode(recovery),
        };
    }
}
