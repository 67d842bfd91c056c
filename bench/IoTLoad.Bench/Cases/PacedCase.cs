using System.Diagnostics;
using System.Text.Json;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Cases;

/// <summary>Many connections and a rate well below capacity: does each message leave when it is due, and at what cost.</summary>
internal static class PacedCase
{
    /// <summary>Name of the case that runs in a separate process, so that its memory is only the generator's.</summary>
    public const string Worker = "paced-worker";

    private const int Connections = 10_000;
    private const double Rate = 20_000;
    private const double MemoryBar = 200e6;
    private const double ConnectionBar = 8000;
    private const double LagBar = 5;

    /// <summary>Limit of the bytes allocated for each message that still counts as none.</summary>
    private const double AllocationBar = 1;

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        await using var broker = await ListeningProcess.StartMosquittoAsync();
        var held = true;
        for (var round = 0; round < (options.Rounds ?? 1); round++)
        {
            var figures = await WorkInOwnProcessAsync(broker.Endpoint, options);
            held &= Judge(figures);
            if (!options.Quick)
            {
                // What the program takes without its connections does not count as theirs.
                var few = await WorkInOwnProcessAsync(broker.Endpoint, options with { Quick = true });
                var each = (figures.PeakWorkingSet - few.PeakWorkingSet) / (double)(figures.Connected - few.Connected);
                held &= Bar.AtMost($"memory of each connection beyond {few.Connected:N0}, KB", each / 1e3, ConnectionBar / 1e3, "0.0");
                Console.WriteLine();
            }
        }

        return held;
    }

    /// <summary>The run itself.</summary>
    public static async Task<bool> WorkAsync(BenchOptions options)
    {
        var seconds = options.Seconds ?? (options.Quick ? 3 : 20);
        var plan = new LoadPlan
        {
            Endpoints = [options.Endpoint ?? throw new BenchException($"{Worker} needs --endpoint.")],
            Devices = new DevicePlan { Count = options.Quick ? Connections / 10 : Connections, ConnectRate = 2000 },
            Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 1 },
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 256 },
            Stages = [new LoadStage(Rate, Rate, TimeSpan.FromSeconds(seconds))],
        };
        var allocations = new SteadyAllocations(settle: seconds / 4);
        var result = await LoadTest.Prepare(plan).RunAsync([allocations], CancellationToken.None);
        if (Accounting.Check(result) is { Count: > 0 } broken)
        {
            throw new BenchException("The sums do not add up: " + string.Join(' ', broken));
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new PacedFigures(
            result.Counters.Intended,
            result.Counters.Published,
            result.Counters.Acked,
            result.Counters.Connected,
            result.ScheduleLag.P50 ?? 0,
            result.ScheduleLag.P99 ?? 0,
            result.Ack.P50 ?? 0,
            result.Ack.P99 ?? 0,
            result.Generator.CpuPercent,
            result.Generator.CpuPercent / 100 * result.PublishDuration.TotalMicroseconds / Math.Max(1, result.Counters.Published),
            self.PeakWorkingSet64,
            allocations.BytesPerSecond / Rate,
            result.Generator.AllocatedBytes / (double)Math.Max(1, result.Counters.Published),
            result.Generator.GcPauseMilliseconds)));
        return true;
    }

    private static async Task<PacedFigures> WorkInOwnProcessAsync(Uri endpoint, BenchOptions options)
    {
        List<string> arguments = [Worker, "--endpoint", endpoint.ToString()];
        if (options.Quick)
        {
            arguments.Add("--quick");
        }

        if (options.Seconds is { } seconds)
        {
            arguments.AddRange(["--seconds", $"{seconds}"]);
        }

        var program = OwnProcess.With(arguments);
        program.RedirectStandardOutput = true;
        using var worker = Process.Start(program)!;
        var output = await worker.StandardOutput.ReadToEndAsync();
        await worker.WaitForExitAsync();
        return worker.ExitCode == 0 && JsonSerializer.Deserialize<PacedFigures>(output) is { } figures
            ? figures
            : throw new BenchException($"The run's process ended with {worker.ExitCode}.\n{output}");
    }

    private static bool Judge(PacedFigures f)
    {
        Console.WriteLine($"QoS 1, {f.Connected:N0} connections, {Rate:N0}/s offered, 256 bytes, mosquitto, "
            + $"{Environment.ProcessorCount} cores");
        Console.WriteLine($"intended {f.Intended:N0}, published {f.Published:N0}, acknowledged {f.Acked:N0}");
        Console.WriteLine($"schedule lag p50 {f.LagP50:0.00} ms, p99 {f.LagP99:0.00} ms; due to acknowledged p50 "
            + $"{f.AckP50:0.00} ms, p99 {f.AckP99:0.00} ms");
        Console.WriteLine($"CPU {f.CpuPercent:0} % of a core, {f.CpuPerMessage:0.0} us a message; "
            + $"GC pauses {f.GcPauseMilliseconds:0.0} ms");
        Console.WriteLine($"memory {f.PeakWorkingSet / 1e6:0} MB at its peak, {f.PeakWorkingSet / 1e3 / f.Connected:0.0} KB a "
            + "connection with the program's own");
        Console.WriteLine($"allocated {f.AllocatedPerMessage:0.000} bytes a message between reports, "
            + $"{f.AllocatedWithReports:0.00} with them");
        var held = Bar.AtLeast("acknowledged of intended", f.Acked / (double)f.Intended, 1, "0.0000");
        held &= Bar.AtMost("peak memory, MB", f.PeakWorkingSet / 1e6, MemoryBar / 1e6, "0");
        held &= Bar.AtMost("schedule lag p99, ms", f.LagP99, LagBar, "0.00");
        held &= Bar.AtMost("bytes allocated a message", f.AllocatedPerMessage, AllocationBar, "0.000");
        Console.WriteLine();
        return held;
    }
}
