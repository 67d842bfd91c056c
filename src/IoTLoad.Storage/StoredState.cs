using IoTLoad.Engine.Reports;

namespace IoTLoad.Storage;

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
