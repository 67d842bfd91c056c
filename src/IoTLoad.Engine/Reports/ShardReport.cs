using static IoTLoad.Engine.InvariantText;


namespace IoTLoad.Engine.Reports;

/// <summary>Where a running shard is.</summary>
public enum RunPhase
{
    /// <summary>Not started.</summary>
    Pending,

    /// <summary>Devices are coming online.</summary>
    Connecting,

    /// <summary>The schedule is running.</summary>
    Running,

    /// <summary>The schedule is over; waiting for what is still out.</summary>
    Draining,

    /// <summary>Devices are disconnecting.</summary>
    Closing,

    /// <summary>Over.</summary>
    Done,
}

/// <summary>How a test ended.</summary>
public enum RunOutcome
{
    /// <summary>The whole schedule ran.</summary>
    Completed,

    /// <summary>It was stopped before its end; what ran is in the result.</summary>
    Stopped,

    /// <summary>It could not run: no device could connect, or the generator failed.</summary>
    Failed,

    /// <summary>The process that ran it ended without saying so; the result is made from what it had written.</summary>
    Interrupted,
}

/// <summary>
/// What a shard has to say: its totals so far, and its one-second slices since the last report. Totals replace older
/// totals, and slices are keyed by shard and second, so a report that is lost, late or doubled changes nothing in the end.
/// </summary>
public sealed record ShardReport
{
    /// <summary>The run's ID.</summary>
    public required string RunId { get; init; }

    /// <summary>The shard's number, from 0.</summary>
    public int Shard { get; init; }

    /// <summary>Number of the stretch of the shard's time that this worker does, from 0 (<see cref="Sharding.ShardPlan.Wave"/>).</summary>
    public int Wave { get; init; }

    /// <summary>The scenario that it is a shard of; null in a plan without scenarios.</summary>
    public string? Scenario { get; init; }

    /// <summary>Number of this report, rising by one.</summary>
    public int Sequence { get; init; }

    /// <summary>Where the shard is.</summary>
    public RunPhase Phase { get; init; }

    /// <summary>Start of second 0 of the slices, UTC.</summary>
    public DateTimeOffset Origin { get; init; }

    /// <summary>When the report was made, by the shard's clock, UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Whether this is the shard's last report.</summary>
    public bool Final { get; init; }

    /// <summary>How the shard ended; null before the last report.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>Why the shard could not run; null where it could.</summary>
    public RunFault? Fault { get; init; }

    /// <summary>When the publishing phase began, since <see cref="Origin"/>; null before the last report, or if it never did.</summary>
    public TimeSpan? PublishStart { get; init; }

    /// <summary>Length of the publishing phase as it ran; null before the last report.</summary>
    public TimeSpan? PublishDuration { get; init; }

    /// <summary>Most connections that were up at one time; null before the last report.</summary>
    public int? PeakOnline { get; init; }

    /// <summary>Connections that were never up; null before the last report.</summary>
    public int? NeverConnected { get; init; }

    /// <summary>
    /// What each member of a shared subscription received that no other member of this shard had; null before the last report, and
    /// where nothing is shared.
    /// </summary>
    public IReadOnlyList<GroupMember>? Group { get; init; }

    /// <summary>What became of each storm of the plan so far; null where it has none.</summary>
    public IReadOnlyList<StormReport>? Storms { get; init; }

    /// <summary>Of the messages missed, those that were due before this shard, which began late, was ready.</summary>
    public long Late { get; init; }

    /// <summary>Totals since the start.</summary>
    public required Counters Totals { get; init; }

    /// <summary>
    /// Whether latencies are rounded to two significant digits instead of three, and rare failures left out, because the report
    /// would have been too long to travel.
    /// </summary>
    public bool Coarse { get; init; }

    /// <summary>Latencies since the start.</summary>
    public required LatencySet Latencies { get; init; }

    /// <summary>Failures since the start.</summary>
    public IReadOnlyList<FailureCount> Failures { get; init; } = [];

    /// <summary>What a reader of the result should know of the broker, each once.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Points of single connections and messages that the shard writes itself; null if it writes none.</summary>
    public PointCount? Points { get; init; }

    /// <summary>Generator health since the start.</summary>
    public required GeneratorHealth Generator { get; init; }

    /// <summary>What generated the load; in the first and the last report, and null between them.</summary>
    public GeneratorEnvironment? Environment { get; init; }

    /// <summary>Seconds that ended since the last report.</summary>
    public IReadOnlyList<Slice> Slices { get; init; } = [];
}

/// <summary>One second of one shard.</summary>
public sealed record Slice
{
    /// <summary>Seconds since <see cref="ShardReport.Origin"/>.</summary>
    public int Second { get; init; }

    /// <summary>Where the shard was when the second ended.</summary>
    public RunPhase Phase { get; init; }

    /// <summary>What was counted in this second.</summary>
    public required Counters Counters { get; init; }

    /// <summary>Latencies that ended in this second.</summary>
    public required LatencySet Latencies { get; init; }

    /// <summary>Connections that were up when the second ended.</summary>
    public int Online { get; init; }

    /// <summary>Target rate of the load shape at the end of the second, messages a second.</summary>
    public double TargetRate { get; init; }

    /// <summary>CPU of the generating process in this second, percent of one core.</summary>
    public double CpuPercent { get; init; }

    /// <summary>Time that garbage collection stopped the generating process in this second, milliseconds.</summary>
    public double GcPauseMilliseconds { get; init; }
}

/// <summary>
/// One histogram a latency, each in HdrHistogram's compressed V2 encoding as base64, in microseconds; null where nothing
/// was recorded. Shipped whole, never as averages, so any number of them merge without error.
/// </summary>
public sealed record LatencySet
{
    /// <summary>Makes a set with a histogram, or null, for each latency.</summary>
    internal static LatencySet Of(Func<LatencyMetric, string?> encoded) => new()
    {
        Connect = encoded(LatencyMetric.Connect),
        ConnectLag = encoded(LatencyMetric.ConnectLag),
        NameLookup = encoded(LatencyMetric.NameLookup),
        TcpConnect = encoded(LatencyMetric.TcpConnect),
        TlsHandshake = encoded(LatencyMetric.TlsHandshake),
        WebSocketUpgrade = encoded(LatencyMetric.WebSocketUpgrade),
        MqttConnect = encoded(LatencyMetric.MqttConnect),
        Ack = encoded(LatencyMetric.Ack),
        AckService = encoded(LatencyMetric.AckService),
        RoundTrip = encoded(LatencyMetric.RoundTrip),
        ScheduleLag = encoded(LatencyMetric.ScheduleLag),
    };

    /// <summary>From the intended connect time to CONNACK.</summary>
    public string? Connect { get; init; }

    /// <summary>From the intended connect time to the start of the attempt.</summary>
    public string? ConnectLag { get; init; }

    /// <summary>The look-up of an endpoint's name.</summary>
    public string? NameLookup { get; init; }

    /// <summary>From the start of an attempt to an open TCP connection.</summary>
    public string? TcpConnect { get; init; }

    /// <summary>The TLS handshake.</summary>
    public string? TlsHandshake { get; init; }

    /// <summary>The upgrade to WebSocket.</summary>
    public string? WebSocketUpgrade { get; init; }

    /// <summary>From CONNECT to CONNACK.</summary>
    public string? MqttConnect { get; init; }

    /// <summary>From the intended publish time to the acknowledgement.</summary>
    public string? Ack { get; init; }

    /// <summary>From the actual send to the acknowledgement.</summary>
    public string? AckService { get; init; }

    /// <summary>From the intended publish time to receipt by a subscriber.</summary>
    public string? RoundTrip { get; init; }

    /// <summary>From the intended publish time to the moment the generator attended to it.</summary>
    public string? ScheduleLag { get; init; }
}

/// <summary>Whether the generator itself was the bottleneck.</summary>
public sealed record GeneratorHealth
{
    /// <inheritdoc/>
    public override string ToString() => Text($"{CpuPercent:0} % CPU on {Cores} cores");

    /// <summary>CPU of the generating process, mean over the running phase, percent of one core.</summary>
    public double CpuPercent { get; init; }

    /// <summary>Highest CPU of a second, percent of one core.</summary>
    public double CpuPercentMax { get; init; }

    /// <summary>Cores that the process may use.</summary>
    public int Cores { get; init; }

    /// <summary>Time that garbage collection stopped the process, milliseconds.</summary>
    public double GcPauseMilliseconds { get; init; }

    /// <summary>Bytes that the process allocated while the schedule ran.</summary>
    public long AllocatedBytes { get; init; }

    /// <summary>Largest resident memory seen, bytes.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Length of the warm-up before the test, milliseconds; 0 if the process was warm already.</summary>
    public double WarmUpMilliseconds { get; init; }
}

/// <summary>One member of a shared subscription.</summary>
/// <param name="ClientId">Its client ID.</param>
/// <param name="Received">Messages that it was the first of the group to receive.</param>
public sealed record GroupMember(string ClientId, long Received);

/// <summary>What became of the points of single connections and messages.</summary>
public sealed record PointCount
{
    /// <summary>Points made.</summary>
    public long Made { get; init; }

    /// <summary>Those that the server has.</summary>
    public long Written { get; init; }

    /// <summary>Why some are missing; null if that is not known, or none is.</summary>
    public string? Reason { get; init; }
}
