using System.Text.Json.Serialization;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Results;

/// <summary>The outcome of a test. The same type whether one machine or hundreds of functions ran it.</summary>
public sealed record LoadResult : TestMeasurements
{
    /// <summary>The run's ID.</summary>
    public required string Id { get; init; }

    /// <summary>The plan's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether the whole test ran and was measured, and all thresholds held.</summary>
    public bool Passed { get; init; }

    /// <summary>
    /// What was not measured or not finished, in words, such as <c>Shards 2 to 200 never reported</c>. A result that lacks anything
    /// has not passed.
    /// </summary>
    public IReadOnlyList<string> Incomplete { get; init; } = [];

    /// <summary>Each threshold with the value measured.</summary>
    public IReadOnlyList<ThresholdResult> Thresholds { get; init; } = [];

    /// <summary>The test's own counts beside the platform's, by minute and in all; empty if they were not compared.</summary>
    public IReadOnlyList<ReconciledCount> Reconciliation { get; init; } = [];

    /// <summary>What a reader must know before believing the numbers: saturation, what could not be tracked, what was left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Points of single connections and messages that functions wrote to InfluxDB; null if they wrote none.</summary>
    public PointCount? Points { get; init; }

    /// <summary>Why the test could not run; null where it could.</summary>
    public RunFault? Fault { get; init; }

    /// <summary>When the first device began to connect, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When the last connection was closed, UTC.</summary>
    public DateTimeOffset Ended { get; init; }

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

    /// <summary>The members of a shared subscription, and what each received; empty where nothing is shared.</summary>
    public IReadOnlyList<GroupMember> Group { get; init; } = [];

    /// <summary>
    /// The result of each scenario: the same figures, from when its first device began to connect, with its own thresholds. Empty in a
    /// plan without scenarios.
    /// </summary>
    public IReadOnlyList<LoadResult> Scenarios { get; init; } = [];

    /// <summary>What each storm of the plan did; empty where it has none.</summary>
    public IReadOnlyList<StormResult> Storms { get; init; } = [];

    /// <summary>Failures by kind and reason, most frequent first.</summary>
    public IReadOnlyList<FailureCount> Failures { get; init; } = [];

    /// <summary>Whether the generator itself was the bottleneck.</summary>
    public required GeneratorHealth Generator { get; init; }

    /// <summary>What generated the load: one element, or several where shards ran in different environments.</summary>
    public IReadOnlyList<GeneratorEnvironment> Environments { get; init; } = [];

    /// <summary>Whether the generator could not keep to the schedule; the latencies then say nothing good about the platform's.</summary>
    public bool GeneratorSaturated { get; init; }

    /// <summary>One row a shard.</summary>
    public IReadOnlyList<ShardSummary> Shards { get; init; } = [];

    /// <summary>Folder in which the run is stored; null where it was not.</summary>
    [JsonIgnore]
    public string? Folder { get; init; }

    /// <summary>The result in a few lines of text: what a person sees at a prompt.</summary>
    /// <param name="width">Columns of a line at most; 72 or more.</param>
    public IReadOnlyList<string> ToLines(int width = 79) => ResultText.Of(this, width);
}
