using System.Diagnostics;
using System.Text.Json;
using IoTLoad.Bench.Measuring;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// What a coordinator of many workers does, without the workers: splits a plan of 1,000 devices a worker, makes the events, reads a
/// generated stream of reports of each, and makes the result.
/// </summary>
internal static class MergeCase
{
    private const int DevicesPerWorker = 1000;
    private const int Seconds = 60;
    private const int ReportInterval = 5;
    private const int Streams = 8;
    private const double TimeBar = 10;
    private const double MemoryBar = 500;
    private const int LongestEvent = 200_000;

    public static Task<bool> RunAsync(BenchOptions options)
    {
        int[] sizes = options.Quick ? [10, 100] : [10, 100, 1000];
        var streams = Enumerable.Range(0, Streams).Select(Generate).ToList();
        Console.WriteLine($"{DevicesPerWorker:N0} devices a worker, {Seconds} s at 100 messages/s a worker, "
            + $"a report each {ReportInterval} s of {streams.Average(stream => stream.Average(report => report.Length)):N0} "
            + "bytes on average");
        Run(2, streams);
        var held = true;
        var perWorker = new List<double>();
        foreach (var workers in sizes)
        {
            GC.Collect();
            var watch = Stopwatch.StartNew();
            var (result, longest) = Run(workers, streams);
            var took = watch.Elapsed.TotalSeconds;
            perWorker.Add(took / workers * 1000);
            var memory = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
            Console.WriteLine($"{workers,6:N0} workers: {took,6:0.00} s, {took / workers * 1000:0.00} ms a worker, "
                + $"peak memory of the process {memory:0} MB, longest event {longest:N0} bytes, {result.Counters.Received:N0} "
                + $"receipts, p99 {result.RoundTrip.P99:0.0} ms");
            held &= longest <= LongestEvent && result.Counters.Received == workers * 100L * Seconds && Accounting.Check(result).Count == 0;
            if (workers == sizes[^1])
            {
                held &= Bar.AtMost($"{workers:N0} workers, s", took, TimeBar, "0.00");
                held &= Bar.AtMost($"{workers:N0} workers, peak memory, MB", memory, MemoryBar, "0");
            }
        }

        held &= Bar.AtMost("time a worker, of the most over the fewest workers", perWorker[^1] / perWorker[0], 2, "0.00");
        return Task.FromResult(held);
    }

    private static (LoadResult Result, int LongestEvent) Run(int workers, List<List<byte[]>> streams)
    {
        var plan = new LoadPlan
        {
            Endpoints = [new Uri("wss://abc-ats.iot.eu-west-1.amazonaws.com/mqtt")],
            Protocol = LoadProtocol.MqttWebSocket,
            Devices = new DevicePlan { Count = workers * DevicesPerWorker },
            Stages = [new LoadStage(workers * 100, workers * 100, TimeSpan.FromSeconds(Seconds))],
        };
        var shards = plan.Split(workers, "20260101-000000-abcd", DateTimeOffset.UtcNow);
        var longest = shards.Max(shard => JsonSerializer.SerializeToUtf8Bytes(shard, EngineJson.Default.ShardPlan).Length);
        var merger = new ReportMerger();
        for (var report = 0; report < streams[0].Count; report++)
        {
            // All workers report in turn, as they do when they run.
            for (var worker = 0; worker < workers; worker++)
            {
                merger.Add(JsonSerializer.Deserialize(streams[worker % streams.Count][report],
                    EngineJson.Default.ShardReport)! with
                { Shard = worker });
            }
        }

        return (ResultBuilder.Build(merger, new RunFacts
        {
            Id = "20260101-000000-abcd",
            Plan = shards[0].Plan,
            Started = merger.Origin,
            Ended = merger.Origin.AddSeconds(Seconds)
        }, shards), longest);
    }

    /// <summary>The reports of one worker as they travel.</summary>
    private static List<byte[]> Generate(int seed)
    {
        var random = new Random(seed);
        var outbox = new ReportOutbox();
        var counters = new Counters { ConnectAttempts = DevicesPerWorker, Connected = DevicesPerWorker };
        var totals = new LatencyTotals();
        for (var device = 0; device < DevicesPerWorker; device++)
        {
            totals.Connect.RecordValue(random.Next(65_000, 90_000));
        }

        var reports = new List<byte[]>();
        for (var second = 0; second < Seconds; second++)
        {
            var slice = new LatencyTotals();
            var counts = new Counters { Intended = 100, Published = 100, Acked = 100, Received = 100, Expected = 100 };
            for (var message = 0; message < 100; message++)
            {
                var latency = 40_000 + (long)(410_000 * Math.Pow(random.NextDouble(), 4));
                slice.RoundTrip.RecordValue(latency);
                slice.Ack.RecordValue(latency * 6 / 10);
                slice.AckService.RecordValue(latency * 6 / 10 - 900);
                slice.ScheduleLag.RecordValue(random.Next(2000));
            }

            totals.Add(slice);
            counters.Add(counts);
            var last = second == Seconds - 1;
            outbox.Add(new ShardReport
            {
                RunId = "20260101-000000-abcd",
                Sequence = second,
                Origin = DateTimeOffset.UnixEpoch.AddYears(50),
                Phase = last ? RunPhase.Done : RunPhase.Running,
                Final = last,
                Outcome = last ? RunOutcome.Completed : null,
                PublishDuration = last ? TimeSpan.FromSeconds(Seconds) : null,
                Totals = counters with { },
                Latencies = totals.ToSet(),
                Generator = new GeneratorHealth { Cores = 2, CpuPercent = 20 },
                Slices = [new Slice { Second = second, Phase = RunPhase.Running, Counters = counts, Latencies = slice.ToSet(),
                    Online = DevicesPerWorker, TargetRate = 100, CpuPercent = 20 }],
            });
            if ((second + 1) % ReportInterval == 0)
            {
                foreach (var report in outbox.Take())
                {
                    outbox.Acknowledge(report);
                    reports.Add(JsonSerializer.SerializeToUtf8Bytes(report, EngineJson.Default.ShardReport));
                }
            }
        }

        return reports;
    }
}
