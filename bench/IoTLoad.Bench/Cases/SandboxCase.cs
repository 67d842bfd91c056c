using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// The sandbox's device gateway as devices use it, over TLS with client certificates: whether it holds IoT Core's default quota, and
/// whether a publish costs the same however many devices are subscribed.
/// </summary>
internal static class SandboxCase
{
    private const double RoundTripBar = 50;

    // A publish costs the same with more devices; the difference is more connections, each with less to send at a time.
    private const double GrowthBar = 2;

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        Console.WriteLine($"The sandbox, TLS with client certificates, 256 bytes, QoS 1, {Environment.ProcessorCount} cores "
            + "with the generator");
        var held = true;
        if (options.Only is null or "publish")
        {
            held &= await PublishAsync(options);
        }

        if (options.Only is null or "roundtrip")
        {
            held &= await RoundTripAsync(options);
        }

        if (options.Only is null or "devices")
        {
            held &= await DevicesAsync(options);
        }

        return held;
    }

    private static async Task<bool> PublishAsync(BenchOptions options)
    {
        var (result, usage) = await MeasureAsync(
            "publish, 20,000/s", options.Quick ? 250 : 500, 20_000, TrafficPattern.PublishOnly, options);
        var held = Bar.AtLeast("acknowledged of intended", result.Counters.Acked / (double)result.Counters.Intended, 1, "0.0000");
        held &= Bar.AtLeast(
            "sum of PublishIn.Success, of the generator's count", usage.PublishIn / (double)result.Counters.Acked, 1, "0.0000");
        return held & Bar.AtMost("sum of PublishIn.Throttle", usage.Throttled, 0, "0");
    }

    private static async Task<bool> RoundTripAsync(BenchOptions options)
    {
        var (result, usage) = await MeasureAsync(
            "round trip, 5,000/s", options.Quick ? 500 : 5_000, 5_000, TrafficPattern.RoundTrip, options);
        var held = Bar.AtLeast("received of intended", result.Counters.Received / (double)result.Counters.Intended, 1, "0.0000");
        held &= Bar.AtLeast(
            "sum of PublishOut.Success, of the generator's count", usage.PublishOut / (double)result.Counters.Received, 1, "0.0000");
        held &= Bar.AtMost("lost", result.Counters.Lost, 0, "0");
        return held & Bar.AtMost("round trip p99, ms", result.RoundTrip.P99 ?? double.MaxValue, RoundTripBar, "0.0");
    }

    private static async Task<bool> DevicesAsync(BenchOptions options)
    {
        var costs = new List<double>();
        foreach (var devices in (int[])(options.Quick ? [100, 1_000] : [100, 1_000, 10_000]))
        {
            var (_, usage) = await MeasureAsync(
                $"each on its own topic, {devices:N0} devices", devices, 5_000, TrafficPattern.RoundTrip, options);
            costs.Add(usage.CpuPerPublish);
        }

        return Bar.AtMost("CPU a publish with the most devices, times that with 100", costs[^1] / costs[0], GrowthBar, "0.00");
    }

    private static async Task<(LoadResult Result, Usage Usage)> MeasureAsync(string name, int devices, double rate,
        TrafficPattern pattern, BenchOptions options)
    {
        var duration = TimeSpan.FromSeconds(options.Seconds ?? (options.Quick ? 3 : 20));
        await using var sandbox = await SandboxProcess.StartAsync();
        var plan = new LoadPlan
        {
            Endpoints = [sandbox.Devices],
            Tls = new TlsPlan { CaFile = sandbox.CaFile, CertificateFile = sandbox.CertificateFile, KeyFile = sandbox.KeyFile },
            Devices = new DevicePlan { Count = devices, ConnectRate = 250 },
            Session = new SessionPlan { KeepAlive = TimeSpan.FromMinutes(5) },
            Traffic = new TrafficPlan { Pattern = pattern, QoS = 1 },
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 256 },
            Stages = [new LoadStage(rate, rate, duration)],
        };
        var test = LoadTest.Prepare(plan);
        var running = test.RunAsync([], CancellationToken.None);

        // The handshakes are not measured here: wait until the devices are online.
        while (test.Progress.Phase < RunPhase.Running && !running.IsCompleted)
        {
            await Task.Delay(5);
        }

        var before = sandbox.Cpu;
        var result = await running;
        var cpu = sandbox.Cpu - before;
        if (Accounting.Check(result) is { Count: > 0 } broken)
        {
            throw new BenchException("The sums do not add up: " + string.Join(' ', broken));
        }

        var published = Math.Max(1, result.Counters.Published);
        var usage = new Usage(
            await sandbox.SumAsync("PublishIn.Success"),
            await sandbox.SumAsync("PublishIn.Throttle"),
            await sandbox.SumAsync("PublishOut.Success"),
            cpu.TotalMicroseconds / published);
        Console.WriteLine();
        Console.WriteLine($"{name}, {duration.TotalSeconds:0} s: intended {result.Counters.Intended:N0}, "
            + $"acknowledged {result.Counters.Acked:N0}, received {result.Counters.Received:N0}, lost {result.Counters.Lost:N0}");
        Console.WriteLine($"ack p50 {result.Ack.P50:0.0} ms, p99 {result.Ack.P99:0.0} ms; "
            + $"round trip p50 {result.RoundTrip.P50:0.0} ms, p99 {result.RoundTrip.P99:0.0} ms; schedule lag p99 "
            + $"{result.ScheduleLag.P99:0.0} ms");
        Console.WriteLine($"CPU a publish: sandbox {usage.CpuPerPublish:0.0} us, "
            + $"generator {result.Generator.CpuPercent / 100 * result.PublishDuration.TotalMicroseconds / published:0.0} us; "
            + $"sandbox's memory {sandbox.PeakWorkingSet / 1e6:0} MB at its peak");
        foreach (var note in result.Notes)
        {
            Console.WriteLine(note);
        }

        return (result, usage);
    }

    private readonly record struct Usage(double PublishIn, double Throttled, double PublishOut, double CpuPerPublish);
}
