using System.Diagnostics;
using System.Globalization;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// What a session needs that takes over a long test of many functions: one process writes the run's folder as the reports come, and
/// ends; another reopens it and makes the result.
/// </summary>
internal static class AdoptCase
{
    /// <summary>Name of the case that runs in a process of its own: it makes the run in an empty folder, or takes it over.</summary>
    public const string Worker = "adopt-worker";

    private const int Shards = 200;
    private const int ReportInterval = 5;
    private const int MessagesPerSecond = 100;
    private const int Hours8 = 8 * 3600;
    private const double MemoryBar = 300;
    private const string Id = "20260101-000000-abcd";

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("iotload-bench-");
        try
        {
            var seconds = (options.Seconds ?? (options.Quick ? 60 : Hours8)).ToString(CultureInfo.InvariantCulture);
            await WorkInOwnProcessAsync(folder.FullName, seconds);
            var metrics = new FileInfo(Path.Combine(folder.FullName, "runs", Id, "metrics.jsonl"));
            Console.WriteLine($"{Shards} shards for {seconds} s, {metrics.Length / 1e6:N0} MB of seconds");
            var figures = (await WorkInOwnProcessAsync(folder.FullName, seconds)).Split(' ');
            Console.WriteLine($"taken over in {figures[0]} s, result in {figures[1]} s");
            return Bar.AtMost("peak memory of the process, MB", double.Parse(figures[2], CultureInfo.InvariantCulture), MemoryBar, "0");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<bool> WorkAsync(BenchOptions options)
    {
        var folder = options.Endpoint?.LocalPath ?? throw new BenchException($"{Worker} needs --endpoint.");
        var store = new RunStore(folder);
        var seconds = options.Seconds ?? Hours8;
        if (store.List().Count == 0)
        {
            await MakeAsync(store, seconds);
            return true;
        }

        var watch = Stopwatch.StartNew();
        await store.Reopen(Id).DisposeAsync();
        var reopened = watch.Elapsed.TotalSeconds;
        watch.Restart();
        var result = store.ReadResult(store.Open(Id));
        if (result.Counters.Published != (long)Shards * MessagesPerSecond * seconds)
        {
            throw new BenchException($"The result has {result.Counters.Published} messages.");
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine($"{reopened:0.0} {watch.Elapsed.TotalSeconds:0.0} {self.PeakWorkingSet64 / 1e6:0}");
        return true;
    }

    private static async Task MakeAsync(RunStore store, int seconds)
    {
        var plan = new LoadPlan
        {
            Endpoints = [new Uri("wss://abc-ats.iot.eu-west-1.amazonaws.com/mqtt")],
            Protocol = LoadProtocol.MqttWebSocket,
            Devices = new DevicePlan { Count = Shards * 100 },
            Stages = [new LoadStage(Shards * MessagesPerSecond, Shards * MessagesPerSecond, TimeSpan.FromSeconds(seconds))],
            Seed = 1,
        };
        var origin = DateTimeOffset.UnixEpoch.AddYears(50);
        var random = new Random(1);
        var latencies = Enumerable.Range(0, 16).Select(_ => Second(random)).ToList();
        await using var sink = store.Create(Id, plan, origin);
        for (var second = 0; second < seconds; second += ReportInterval)
        {
            for (var shard = 0; shard < Shards; shard++)
            {
                var count = Math.Min(ReportInterval, seconds - second);
                await sink.WriteAsync(
                    new ShardReport
                    {
                        RunId = Id,
                        Shard = shard,
                        Sequence = second / ReportInterval,
                        Origin = origin,
                        Phase = RunPhase.Running,
                        Generator = new GeneratorHealth { Cores = 2, CpuPercent = 20 },
                        Totals = Counts((second + count) * MessagesPerSecond),
                        Latencies = latencies[0],
                        Slices =
                        [
                            .. Enumerable.Range(second, count).Select(each => new Slice
                            {
                                Second = each,
                                Phase = RunPhase.Running,
                                Counters = Counts(MessagesPerSecond),
                                Latencies = latencies[(each + shard) % latencies.Count],
                                Online = 100,
                                TargetRate = MessagesPerSecond,
                                CpuPercent = 20,
                            }),
                        ],
                    },
                    CancellationToken.None);
            }
        }
    }

    private static Counters Counts(long messages) => new()
    {
        Intended = messages,
        Published = messages,
        Acked = messages,
        Expected = messages,
        Received = messages,
    };

    private static LatencySet Second(Random random)
    {
        var totals = new LatencyTotals();
        for (var message = 0; message < MessagesPerSecond; message++)
        {
            var latency = 40_000 + (long)(410_000 * Math.Pow(random.NextDouble(), 4));
            totals.RoundTrip.RecordValue(latency);
            totals.Ack.RecordValue(latency * 6 / 10);
            totals.AckService.RecordValue((latency * 6 / 10) - 900);
            totals.ScheduleLag.RecordValue(random.Next(2000));
        }

        return totals.ToSet();
    }

    private static async Task<string> WorkInOwnProcessAsync(string folder, string seconds)
    {
        var program = OwnProcess.With([Worker, "--endpoint", new Uri(folder).AbsoluteUri, "--seconds", seconds]);
        program.RedirectStandardOutput = true;
        using var worker = Process.Start(program)!;
        var output = await worker.StandardOutput.ReadToEndAsync();
        await worker.WaitForExitAsync();
        return worker.ExitCode == 0
            ? output.Trim() : throw new BenchException($"The run's process ended with {worker.ExitCode}.\n{output}");
    }
}
