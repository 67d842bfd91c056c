using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Aws.Tests.Control;

/// <summary>Reports of shards that did nothing.</summary>
internal static class Reports
{
    /// <summary>A shard's last report.</summary>
    public static ShardReport Last(ShardPlan shard) => new()
    {
        RunId = shard.RunId,
        Shard = shard.Shard,
        Wave = shard.Wave,
        Phase = RunPhase.Done,
        Origin = DateTimeOffset.UtcNow,
        Time = DateTimeOffset.UtcNow,
        Final = true,
        Totals = new Counters(),
        Latencies = new LatencySet(),
        Generator = new GeneratorHealth(),
    };
}
