using IoTLoad.Engine.Reports;

namespace IoTLoad.Storage;

/// <summary>A line of <c>metrics.jsonl</c>: one second of one shard.</summary>
internal sealed record StoredSlice
{
    /// <summary>The shard's number, from 0.</summary>
    public int Shard { get; init; }

    /// <summary>When the second began, UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What happened in it.</summary>
    public required Slice Slice { get; init; }
}
