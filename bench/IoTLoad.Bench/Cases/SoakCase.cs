using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// A long test, with reconnects and with its run stored, whose memory must not grow. An hour unless something else is asked for: for a
/// night, and not for CI.
/// </summary>
internal static class SoakCase
{
    private const int Connections = 100;
    private const int Parts = 10;

    /// <summary>How much more the last tenth may hold than the third, in which everything has been met once.</summary>
    private const double GrowthBar = 1.05;

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var seconds = options.Seconds ?? (options.Quick ? 20 : 3600);
        await using var broker = await ListeningProcess.StartMosquittoAsync();
        var folder = Directory.CreateTempSubdirectory("iotload-bench-");
        try
        {
            var store = new RunStore(folder.FullName);
            var test = LoadTest.Prepare(new LoadPlan
            {
                Endpoints = [broker.Endpoint],
                Devices = new DevicePlan { Count = Connections, ChurnShare = 0.05, ChurnInterval = TimeSpan.FromSeconds(10) },
                Traffic = new TrafficPlan { Pattern = TrafficPattern.RoundTrip, QoS = 1 },
                Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 256 },
                Stages = [new LoadStage(1_000, 1_000, TimeSpan.FromSeconds(seconds))],
            });
            var memory = new MemorySink();
            await using var sink = store.Create(test.Id, test.Plan, DateTimeOffset.UtcNow);
            var result = await test.RunAsync([sink, memory], CancellationToken.None);
            Console.WriteLine($"1,000/s round trips over {Connections} devices for {seconds:N0} s, 5 % of which reconnect every 10 s: "
                + $"{result.Counters.Published:N0} published, {result.Counters.Received:N0} received, {result.Counters.Lost:N0} lost");
            if (Accounting.Check(result) is { Count: > 0 } broken)
            {
                throw new BenchException("The sums do not add up: " + string.Join(' ', broken));
            }

            var parts = memory.Samples.Chunk((memory.Samples.Count / Parts) + 1).ToList();
            foreach (var (part, number) in parts.Select((part, number) => (part, number)))
            {
                Console.WriteLine($"tenth {number + 1,2}: memory {Median.Of(part.Select(each => each.WorkingSet)) / 1e6,6:0.0} MB, "
                    + $"of it the collector's {Median.Of(part.Select(each => each.Committed)) / 1e6,6:0.0} MB, "
                    + $"heap after the last collection {Median.Of(part.Select(each => each.Heap)) / 1e6,6:0.0} MB "
                    + $"({part[^1].Collections - part[0].Collections:N0} collections)");
            }

            var (early, late) = (parts[2], parts[^1]);
            var held = Bar.AtMost("memory of the last tenth, of the third", Ratio(each => each.WorkingSet), GrowthBar, "0.000");
            return held & Bar.AtMost("heap of the last tenth, of the third", Ratio(each => each.Heap), GrowthBar, "0.000");

            double Ratio(Func<Sample, double> of) => Median.Of(late.Select(of)) / Median.Of(early.Select(of));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <param name="WorkingSet">Memory of this process, bytes.</param>
    /// <param name="Committed">What the garbage collector has of it, used or not, bytes.</param>
    /// <param name="Heap">Its heap after the last collection, bytes.</param>
    /// <param name="Collections">Garbage collections so far.</param>
    private sealed record Sample(double WorkingSet, double Committed, double Heap, int Collections);

    /// <summary>Looks at the memory once a second while messages flow.</summary>
    private sealed class MemorySink : IReportSink
    {
        public List<Sample> Samples { get; } = [];

        public ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
        {
            if (report.Phase == RunPhase.Running)
            {
                var memory = GC.GetGCMemoryInfo();
                Samples.Add(new Sample(
                    Environment.WorkingSet, memory.TotalCommittedBytes, memory.HeapSizeBytes, GC.CollectionCount(0)));
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
