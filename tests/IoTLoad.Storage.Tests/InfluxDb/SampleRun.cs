using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>Reports with values that differ each second, for any number of shards.</summary>
internal static class SampleRun
{
    public static DateTimeOffset Origin { get; } = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    public static LoadPlan Plan { get; } = TemporaryStore.Plan with { Name = "night, ly=1", Seed = 7 };

    public static ShardReport Report(string id, int second, int shard = 0)
    {
        var random = new Random((second * 31) + shard);
        var slice = TemporaryStore.Slice(second) with
        {
            Counters = new Counters
            {
                Intended = random.Next(5000),
                Published = random.Next(5000),
                Acked = random.Next(5000),
                PublishedBytes = random.NextInt64(1L << 40)
            },
            Latencies = new LatencySet
            {
                Connect = second == 0 ? TemporaryStore.Histogram(65_000, 90_000) : null,
                Ack = TemporaryStore.Histogram([.. Enumerable.Range(0, 100).Select(_ => (long)random.Next(500, 50_000))]),
                RoundTrip = TemporaryStore.Histogram([.. Enumerable.Range(0, 100).Select(_ => (long)random.Next(1000, 450_000))]),
            },
            CpuPercent = random.NextDouble() * 200,
            GcPauseMilliseconds = random.NextDouble(),
        };
        return TemporaryStore.Report(second, slice) with
        {
            RunId = id,
            Shard = shard,
            Origin = Origin,
            Failures = [new FailureCount(FailureKind.Connect, "Refused, by=\"broker\"", second + 1, "device 1")],
        };
    }

    /// <summary>Stores a run and gives its reports to another sink, too.</summary>
    public static async Task<StoredRun> RecordAsync(TemporaryStore store, string id, int seconds, int shards, IReportSink sink, Func<int,
        Task>? before = null)
    {
        await using var stored = store.Store.Create(id, Plan, Origin);
        for (var second = 0; second < seconds; second++)
        {
            await (before?.Invoke(second) ?? Task.CompletedTask);
            for (var shard = 0; shard < shards; shard++)
            {
                var report = Report(id, second, shard);
                await stored.WriteAsync(report, TestContext.Current.CancellationToken);
                await sink.WriteAsync(report, TestContext.Current.CancellationToken);
            }
        }

        var result = TemporaryStore.Result(id);
        await stored.CompleteAsync(result, TestContext.Current.CancellationToken);
        return store.Store.Open(id);
    }
}
