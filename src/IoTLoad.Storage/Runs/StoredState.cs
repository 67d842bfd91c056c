using System.Text.Json.Serialization;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Storage.Runs;

/// <summary>What <c>state.json</c> holds: who runs the test, and what its per-second slices do not say.</summary>
internal sealed record StoredState
{
    /// <summary>Version of the folder's layout.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public RunState State { get; init; }

    public required ProcessIdentity Process { get; init; }

    public DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public string Endpoint { get; init; } = "";

    public double? OfferedRate { get; init; }

    public double? PublishedRate { get; init; }

    public bool? Passed { get; init; }

    public IReadOnlyList<StoredShard> Shards { get; init; } = [];
}

/// <summary>What a shard said last, besides its slices.</summary>
internal sealed record StoredShard
{
    public int Shard { get; init; }

    public RunPhase Phase { get; init; }

    public bool Final { get; init; }

    public IReadOnlyList<FailureCount> Failures { get; init; } = [];

    public required GeneratorHealth Generator { get; init; }
}

/// <summary>A line of <c>metrics.jsonl</c>: one second of one shard.</summary>
internal sealed record StoredSlice
{
    /// <summary>The shard's number, from 0.</summary>
    public int Shard { get; init; }

    /// <summary>When the second began, UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What happened in it.</summary>
    public required Slice Slice { get; init; }

    /// <summary>The wave that the shard ran in.</summary>
    public int Wave { get; init; }

    /// <summary>The scenario that the shard is of; null in a plan without scenarios.</summary>
    public string? Scenario { get; init; }

    /// <summary>The wave's failures so far; null if none came since the line before.</summary>
    public IReadOnlyList<FailureCount>? Failures { get; init; }

    /// <summary>Start of second 0 of its shard and wave: waves are told apart by it.</summary>
    [JsonIgnore]
    public DateTimeOffset Origin => Time.AddSeconds(-Slice.Second);

    /// <summary>A report that brings this second, and no totals.</summary>
    public ShardReport ToReport(string runId) => new()
    {
        RunId = runId,
        Shard = Shard,
        Wave = Wave,
        Scenario = Scenario,
        Origin = Origin,
        Totals = new Counters(),
        Latencies = new LatencySet(),
        Generator = new GeneratorHealth(),
        Slices = [Slice],
    };
}

/// <summary>The JSON of a run folder's own files; plans and results are written by <see cref="Engine.EngineJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredState))]
[JsonSerializable(typeof(StoredSlice))]
internal sealed partial class MetricsJson : JsonSerializerContext;
