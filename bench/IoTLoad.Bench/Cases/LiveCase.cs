using System.Diagnostics;
using System.Text.Json;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Reports.Live;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// What the live page costs the test that it shows. The same test runs in turn with and without a page that one reader follows, each in
/// a process of its own; the run store writes in both.
/// </summary>
internal static class LiveCase
{
    /// <summary>Name of the case that runs one of the two in a separate process; <c>--alone live</c> is the one with a page.</summary>
    public const string Worker = "live-worker";

    private const string Live = "live";
    private const int Connections = 1_000;
    private const double Rate = 20_000;
    private const double LagBar = 1.1;
    private const double CpuBar = 1;

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        await using var broker = await ListeningProcess.StartMosquittoAsync();
        var (plain, live) = (new List<LiveFigures>(), new List<LiveFigures>());
        for (var round = 0; round < (options.Rounds ?? (options.Quick ? 1 : 3)); round++)
        {
            plain.Add(await WorkInOwnProcessAsync(broker.Endpoint, options, "plain"));
            live.Add(await WorkInOwnProcessAsync(broker.Endpoint, options, Live));
        }

        Console.WriteLine($"QoS 1, {Connections:N0} connections, {Rate:N0}/s, 256 bytes, mosquitto, {Environment.ProcessorCount} cores; "
            + $"medians of {live.Count} x {Seconds(options)} s");
        Print("without a page", plain);
        Print("with a page", live);
        Console.WriteLine($"the reader got {Median.Of(live.Select(each => (double)each.Events)):N0} updates");
        var held = Bar.AtMost("schedule lag p99 with a page, of without", Median.Of(live.Select(each => each.LagP99))
            / Median.Of(plain.Select(each => each.LagP99)), LagBar, "0.00");
        held &= Bar.AtMost("CPU of the page, % of a core", Median.Of(live.Select(each => each.CpuPercent))
            - Median.Of(plain.Select(each => each.CpuPercent)), CpuBar, "0.00");
        return held & Bar.AtLeast("updates a second", Median.Of(live.Select(each => (double)each.Events)) / Seconds(options), 0.8, "0.00");
    }

    /// <summary>One of the two.</summary>
    public static async Task<bool> WorkAsync(BenchOptions options)
    {
        var plan = new LoadPlan
        {
            Endpoints = [options.Endpoint ?? throw new BenchException($"{Worker} needs --endpoint.")],
            Devices = new DevicePlan { Count = Connections, ConnectRate = 2000 },
            Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 1 },
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 256 },
            Stages = [new LoadStage(Rate, Rate, TimeSpan.FromSeconds(Seconds(options)))],
        };
        var folder = Directory.CreateTempSubdirectory("iotload-bench-");
        try
        {
            var store = new RunStore(folder.FullName);
            var test = LoadTest.Prepare(plan);
            await using var sink = store.Create(test.Id, test.Plan, DateTimeOffset.UtcNow);
            await using var server = options.Alone == Live ? new LiveServer(store, store.Open(test.Id)) : null;
            Console.WriteLine(server?.Address);
            var result = await test.RunAsync([sink], CancellationToken.None);
            await (server?.Over ?? Task.CompletedTask);
            if (Accounting.Check(result) is { Count: > 0 } broken)
            {
                throw new BenchException("The sums do not add up: " + string.Join(' ', broken));
            }

            Console.WriteLine(JsonSerializer.Serialize(new LiveFigures(
                result.ScheduleLag.P50 ?? 0, result.ScheduleLag.P99 ?? 0, result.Generator.CpuPercent, 0)));
            return true;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Reads a page's events to their end, as a browser does in a process of its own, and counts them.</summary>
    /// <param name="page">Address of the page; empty if there is none.</param>
    private static async Task<int> CountAsync(string page)
    {
        if (page.Length == 0)
        {
            return 0;
        }

        using var client = new HttpClient();
        using var reader = new StreamReader(await client.GetStreamAsync(new UriBuilder(page) { Path = "/events" }.Uri));
        var events = 0;
        while (await reader.ReadLineAsync() is { } line && line != "event: over")
        {
            events += line == "event: page" ? 1 : 0;
        }

        return events;
    }

    private static int Seconds(BenchOptions options) => options.Seconds ?? (options.Quick ? 3 : 60);

    private static void Print(string name, List<LiveFigures> rounds) => Console.WriteLine(
        $"{name}: schedule lag p50 {Median.Of(rounds.Select(each => each.LagP50)):0.000} ms, "
            + $"p99 {Median.Of(rounds.Select(each => each.LagP99)):0.000} ms, "
            + $"CPU {Median.Of(rounds.Select(each => each.CpuPercent)):0.0} %");

    private static async Task<LiveFigures> WorkInOwnProcessAsync(Uri endpoint, BenchOptions options, string which)
    {
        var program = OwnProcess.With([Worker, "--endpoint", endpoint.ToString(), "--alone", which, "--seconds", $"{Seconds(options)}"]);
        program.RedirectStandardOutput = true;
        using var worker = Process.Start(program)!;
        var reading = CountAsync(await worker.StandardOutput.ReadLineAsync() ?? "");
        var output = await worker.StandardOutput.ReadToEndAsync();
        await worker.WaitForExitAsync();
        return worker.ExitCode == 0 && JsonSerializer.Deserialize<LiveFigures>(output) is { } figures
            ? figures with { Events = await reading }
            : throw new BenchException($"The run's process ended with {worker.ExitCode}.\n{output}");
    }

    /// <param name="LagP50">Schedule lag, median, ms.</param>
    /// <param name="LagP99">Schedule lag, 99th percentile, ms.</param>
    /// <param name="CpuPercent">CPU of the process while publishing, percent of a core.</param>
    /// <param name="Events">Updates of the page that its reader got.</param>
    private sealed record LiveFigures(double LagP50, double LagP99, double CpuPercent, int Events);
}
