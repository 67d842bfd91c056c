using System.Globalization;
using System.Text.Json.Serialization;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Reports;

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

/// <summary>The outcome of a test. The same type whether one machine or hundreds of functions ran it.</summary>
public sealed record LoadResult
{
    /// <summary>The run's ID.</summary>
    public required string Id { get; init; }

    /// <summary>The plan's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>How the test ended.</summary>
    public RunOutcome Outcome { get; init; }

    /// <summary>Whether all thresholds held (and the test could run at all).</summary>
    public bool Passed { get; init; }

    /// <summary>Each threshold with the value measured.</summary>
    public IReadOnlyList<ThresholdResult> Thresholds { get; init; } = [];

    /// <summary>What a reader must know before believing the numbers: saturation, what could not be tracked, what was left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why the test could not run; null where it could.</summary>
    public RunFault? Fault { get; init; }

    /// <summary>When the first device began to connect, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When the last connection was closed, UTC.</summary>
    public DateTimeOffset Ended { get; init; }

    /// <summary>Length of the publishing phase as it ran (without connecting and draining).</summary>
    public TimeSpan PublishDuration { get; init; }

    /// <summary>Where the devices connected to.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>How they connected.</summary>
    public LoadProtocol Protocol { get; init; }

    /// <summary>Who published to whom.</summary>
    public TrafficPattern Pattern { get; init; }

    /// <summary>QoS of the messages.</summary>
    public int QoS { get; init; }

    /// <summary>Number of devices.</summary>
    public int Devices { get; init; }

    /// <summary>Connections that the plan held, extra publishers and subscribers included.</summary>
    public int Connections { get; init; }

    /// <summary>Most connections that were up at one time.</summary>
    public int PeakOnline { get; init; }

    /// <summary>What was counted.</summary>
    public required Counters Counters { get; init; }

    /// <summary>Messages a second that the schedule asked for, over the publishing phase.</summary>
    public double OfferedRate { get; init; }

    /// <summary>Messages a second that were published, over the publishing phase.</summary>
    public double PublishedRate { get; init; }

    /// <summary>From the intended connect time to CONNACK.</summary>
    public required LatencySummary Connect { get; init; }

    /// <summary>From the intended publish time to the acknowledgement.</summary>
    public required LatencySummary Ack { get; init; }

    /// <summary>From the actual send to the acknowledgement.</summary>
    public required LatencySummary AckService { get; init; }

    /// <summary>From the intended publish time to receipt by a subscriber.</summary>
    public required LatencySummary RoundTrip { get; init; }

    /// <summary>From the intended publish time to the moment the generator attended to it.</summary>
    public required LatencySummary ScheduleLag { get; init; }

    /// <summary>Failures by kind and reason, most frequent first.</summary>
    public IReadOnlyList<FailureCount> Failures { get; init; } = [];

    /// <summary>Whether the generator itself was the bottleneck.</summary>
    public required GeneratorHealth Generator { get; init; }

    /// <summary>Whether the generator could not keep to the schedule; the latencies then say nothing good about the platform's.</summary>
    public bool GeneratorSaturated { get; init; }

    /// <summary>One row a shard.</summary>
    public IReadOnlyList<ShardSummary> Shards { get; init; } = [];

    /// <summary>The plan that ran.</summary>
    public required LoadPlan Plan { get; init; }

    /// <summary>Folder in which the run is stored; null where it was not.</summary>
    [JsonIgnore]
    public string? Folder { get; init; }

    /// <summary>The result in a few lines of text, at most 79 columns wide: what a person sees at a prompt.</summary>
    public IReadOnlyList<string> ToLines() => ResultText.Of(this);
}

/// <summary>A condition and what was measured.</summary>
/// <param name="Expression">The condition, such as <c>ack.p99 &lt; 200ms</c>.</param>
/// <param name="Actual">The measured value, in the condition's unit; null where nothing was measured.</param>
/// <param name="Passed">Whether it held; a condition on something that was not measured did not.</param>
/// <param name="Unit">The condition's unit, such as <c>ms</c>; empty for a plain number.</param>
public sealed record ThresholdResult(string Expression, double? Actual, bool Passed, string Unit = "")
{
    /// <summary>The measured value with its unit, for people; <c>not measured</c> where nothing was.</summary>
    [JsonIgnore]
    public string ActualText => Actual is not { } actual ? "not measured"
        : string.Create(CultureInfo.InvariantCulture, $"{actual:0.###}{(Unit.Length > 0 && Unit[0] != '/' ? " " : "")}{Unit}");
}

/// <summary>A latency distribution in a few figures, milliseconds.</summary>
/// <param name="Count">Values recorded.</param>
/// <param name="Min">Smallest.</param>
/// <param name="Mean">Mean.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="P999">99.9th percentile.</param>
/// <param name="Max">Largest.</param>
/// <param name="StdDev">Standard deviation.</param>
public sealed record LatencySummary(
    long Count, double? Min, double? Mean, double? P50, double? P90, double? P95, double? P99, double? P999, double? Max, double? StdDev)
{
    /// <summary>Nothing recorded.</summary>
    public static LatencySummary Empty { get; } = new(0, null, null, null, null, null, null, null, null, null);
}
