using System.Diagnostics;
using System.Text.Json;
using IoTLoad.Aws.Control;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// What one function carries, for sizing -Workers: the packaged program with what Lambda gives it at 1,769 MB, one core and 1,024
/// file descriptors, and the platform on the other cores. The rate is raised until the function, or the platform, does not keep up.
/// </summary>
internal static class ShareCase
{
    private const int Connections = 800;
    private const int Descriptors = 1024;
    private const double MemoryBar = 1769;
    private static readonly double[] Rates = [1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000, 60_000, 80_000];

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2)
        {
            throw new BenchException("This case needs Linux, for taskset and prlimit, and two cores.");
        }

        var unpacked = FunctionProcess.Unpack();
        try
        {
            var held = true;
            if (options.Only is null or "sandbox")
            {
                await using var sandbox = await SandboxProcess.StartAsync();
                await PinAsync(sandbox.Id);
                held &= await ClimbAsync(unpacked, "MQTT over WebSocket with TLS, signed, round trips, sandbox", sandbox.WebSocket,
                    TrafficPattern.RoundTrip, sandbox.Environment, sandbox.Id, options);
                held &= await ClimbAsync(unpacked, "MQTT over WebSocket with TLS, signed, publish only, sandbox", sandbox.WebSocket,
                    TrafficPattern.PublishOnly, sandbox.Environment, sandbox.Id, options);
            }

            if (options.Only is null or "mosquitto")
            {
                await using var broker = await ListeningProcess.StartMosquittoAsync();
                await PinAsync(broker.Process.Id);
                held &= await ClimbAsync(unpacked, "MQTT over TCP, round trips, mosquitto", broker.Endpoint, TrafficPattern.RoundTrip,
                    null, broker.Process.Id, options);
            }

            return held;
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }

    private static async Task<bool> ClimbAsync(
        DirectoryInfo folder, string title, Uri endpoint, TrafficPattern pattern, IReadOnlyDictionary<string, string>? environment,
            int platform, BenchOptions options)
    {
        var core = Environment.ProcessorCount - 1;
        Console.WriteLine($"{title}: {Connections} connections, QoS 1, 256 bytes, one core, {Descriptors:N0} descriptors");
        await using var function = FunctionProcess.Start(
            folder, environment, "prlimit", $"--nofile={Descriptors}:{Descriptors}", "taskset", "-c", $"{core}");

        // Cold code is the first run's, and no measure of a function that runs for minutes.
        await InvokeAsync(function, Plan(endpoint, pattern, Rates[0], options with { Seconds = 2 }), environment is not null);
        double carried = 0;
        foreach (var rate in options.Quick ? Rates.Take(2) : Rates)
        {
            using var process = Process.GetProcessById(platform);
            var before = process.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            var result = await InvokeAsync(function, Plan(endpoint, pattern, rate, options), environment is not null);
            process.Refresh();
            var cpu = (process.TotalProcessorTime - before) / watch.Elapsed * 100;
            var c = result.Counters;
            var kept = c.Connected == Connections && c.Acked == c.Intended && c.Lost == 0 && !result.GeneratorSaturated;
            Console.WriteLine(
                $"{rate,8:N0}/s: acknowledged {c.Acked:N0} of {c.Intended:N0}, lost {c.Lost:N0}, "
                    + $"lag p99 {result.ScheduleLag.P99:0.00} ms, acknowledged after p99 {result.Ack.P99:0.0} ms, "
                    + $"CPU {result.Generator.CpuPercent:0} % of its core, the platform's {cpu:0} % on average from connecting "
                    + $"on{(kept ? "" : ": not carried")}");
            if (!kept)
            {
                break;
            }

            carried = rate;
        }

        var held = Bar.AtLeast("messages a second carried", carried, Rates[0], "N0");
        held &= Bar.AtMost("peak memory, MB", function.PeakWorkingSet / 1e6, MemoryBar, "0");
        Console.WriteLine();
        return held;
    }

    private static LoadPlan Plan(Uri endpoint, TrafficPattern pattern, double rate, BenchOptions options) => new()
    {
        Endpoints = [endpoint],
        Protocol = endpoint.Scheme == "wss" ? LoadProtocol.MqttWebSocket : LoadProtocol.Mqtt,
        Devices = new DevicePlan { Count = Connections, ConnectRate = 100 },
        Traffic = new TrafficPlan { Pattern = pattern, QoS = 1 },
        Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 256 },
        Stages = [new LoadStage(rate, rate, TimeSpan.FromSeconds(options.Seconds ?? (options.Quick ? 3 : 15)))],
    };

    private static async Task<LoadResult> InvokeAsync(FunctionProcess function, LoadPlan plan, bool sign)
    {
        var shards = plan.Split(1, LoadTest.NewId());
        var given = new FunctionEvent { Shard = shards[0], AlwaysSign = sign, Collected = false };
        var (failed, body) = await function.InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(given, ControlJson.Default.FunctionEvent),
            TimeSpan.FromMinutes(5));
        if (failed)
        {
            throw new BenchException($"The function failed: {body}");
        }

        var merger = new ReportMerger();
        merger.Add(JsonSerializer.Deserialize(body, EngineJson.Default.ShardReport)!);
        return ResultBuilder.Build(
            merger, new RunFacts
            {
                Id = shards[0].RunId,
                Plan = shards[0].Plan,
                Outcome = RunOutcome.Completed,
                Started = merger.Origin,
                Ended = DateTimeOffset.UtcNow
            }, shards);
    }

    /// <summary>Keeps a process, with all its threads, off the function's core.</summary>
    private static async Task PinAsync(int process)
    {
        using var taskset = Process.Start(new ProcessStartInfo("taskset",
            ["-a", "-c", "-p", $"0-{Environment.ProcessorCount - 2}", $"{process}"])
        { RedirectStandardOutput = true })!;
        await taskset.WaitForExitAsync();
        if (taskset.ExitCode != 0)
        {
            throw new BenchException($"taskset ended with {taskset.ExitCode}.");
        }
    }
}
