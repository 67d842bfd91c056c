using System.Diagnostics;
using System.Text.Json;
using IoTLoad.Bench.Contenders;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// One table of what the engine costs beside raw sockets that do the same work. Each contender runs in a process of its own, the two
/// take turns, and only ratios are judged: what else runs on the machine changes the figures, and hardly the ratios.
/// </summary>
internal static class TableCase
{
    /// <summary>Name of the case that runs one contender in a separate process.</summary>
    public const string Worker = "table-worker";

    private const int PayloadSize = 256;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Row[] Rows =
    [
        new("1,000/s over 100", 100, 1_000),
        new("1,000/s over 1,000", 1_000, 1_000),
        new("20,000/s over 100", 100, 20_000),
        new("20,000/s over 1,000", 1_000, 20_000),
        new("20,000/s over 10,000", 10_000, 20_000),
        new("TLS, 1,000/s over 100", 100, 1_000, Tls: true),
        new("TLS, 10,000/s over 1,000", 1_000, 10_000, Tls: true),
        new("idle, 10,000", 10_000, 10),
        new("as fast as it goes, window 1", 100, 400_000, Window: 1),
        new("as fast as it goes, window 10", 100, 400_000, Window: 10),
        new("as fast as it goes, window 20", 100, 400_000, Window: 20),
    ];

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        Console.WriteLine($"QoS 1, {PayloadSize} bytes, mosquitto, {Environment.ProcessorCount} cores; medians of "
            + $"{Rounds(options)} x {Seconds(options)} s");
        Console.WriteLine();
        Console.WriteLine("| | messages/s | µs of CPU a message | of raw sockets | memory | of raw sockets | lag p50, p99, ms "
            + "| raw sockets' |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        var results = new List<object>();
        foreach (var row in Rows.Where(row => options.Only is null || row.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)))
        {
            var (raw, engine) = await MeasureAsync(row, options);
            var cpu = engine.CpuPerMessage / raw.CpuPerMessage;
            var memory = engine.WorkingSet / raw.WorkingSet;
            Console.WriteLine($"| {row.Name} | {engine.Rate:N0} | {engine.CpuPerMessage:0.0} | {cpu:0.00} "
                + $"| {engine.WorkingSet / 1e6:0} MB | {memory:0.00} | {Lag(engine)} | {Lag(raw)} |");
            results.Add(new { row.Name, Raw = raw, Engine = engine, CpuRatio = cpu, MemoryRatio = memory });
        }

        var folder = Directory.CreateDirectory(Path.Combine(PwshProcess.FindRoot(), "artifacts", "bench")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "table.json"), JsonSerializer.Serialize(results, Indented));
        return true;
    }

    /// <summary>CPU a message of the engine in one row, of raw sockets.</summary>
    public static async Task<double> RatioAsync(string name, BenchOptions options)
    {
        var row = Array.Find(Rows, row => row.Name == name) ?? throw new BenchException($"The table has no row \"{name}\".");
        var (raw, engine) = await MeasureAsync(row, options);
        return engine.CpuPerMessage / raw.CpuPerMessage;
    }

    /// <summary>Runs one contender, and writes its figures as JSON.</summary>
    public static async Task<bool> WorkAsync(BenchOptions options)
    {
        var endpoint = options.Endpoint ?? throw new BenchException($"{Worker} needs --endpoint.");
        var row = Array.Find(Rows, row => row.Name == options.Only) ?? throw new BenchException($"{Worker} needs --only.");
        var load = new Load(
            row.Connections, row.Window ?? 1, PayloadSize, row.Rate, Settle, TimeSpan.FromSeconds(Seconds(options)));
        var figures = (options.Alone, row.Window) switch
        {
            ("raw", null) => await new RawPaced(load).RunAsync(endpoint),
            ("raw", _) => Of(await new RawSockets().RunAsync(endpoint, Process.GetCurrentProcess(), load)),
            _ => await EngineAsync(endpoint, row, load),
        };
        Console.WriteLine(JsonSerializer.Serialize(figures));
        return true;
    }

    private static int Rounds(BenchOptions options) => options.Rounds ?? (options.Quick ? 1 : 3);

    private static int Seconds(BenchOptions options) => options.Seconds ?? (options.Quick ? 2 : 8);

    private static string Lag(TableFigures figures) => figures.LagP50 is null ? "" : $"{figures.LagP50:0.00}, {figures.LagP99:0.00}";

    private static TableFigures Of(Figures figures) => new(figures.Rate, figures.CpuPerMessage, figures.WorkingSet, null, null);

    private static async Task<TableFigures> EngineAsync(Uri endpoint, Row row, Load load)
    {
        using var stop = new CancellationTokenSource();
        using var self = Process.GetCurrentProcess();
        var sampler = new SamplingSink(self, load.Settle, load.Measured, stop);
        var plan = new LoadPlan
        {
            Endpoints = [endpoint],
            Devices = new DevicePlan { Count = load.Connections, ConnectRate = row.Tls ? 300 : 2000 },
            Tls = new TlsPlan { SkipCertificateCheck = row.Tls },
            Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 1, InFlightWindow = row.Window ?? 100 },
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = load.PayloadSize },
            Stages = [new LoadStage(load.OfferedRate, load.OfferedRate, TimeSpan.FromMinutes(5))],
        };
        var result = await LoadTest.Prepare(plan).RunAsync([sampler], stop.Token);
        if (Accounting.Check(result) is { Count: > 0 } broken)
        {
            throw new BenchException("The sums do not add up: " + string.Join(' ', broken));
        }

        var lag = row.Window is null ? result.ScheduleLag : null;
        return Of(sampler.Figures) with { LagP50 = lag?.P50, LagP99 = lag?.P99 };
    }

    private static async Task<(TableFigures Raw, TableFigures Engine)> MeasureAsync(Row row, BenchOptions options)
    {
        await using var broker = await ListeningProcess.StartMosquittoAsync(row.Tls);
        var raw = new List<TableFigures>();
        var engine = new List<TableFigures>();
        for (var round = 0; round < Rounds(options); round++)
        {
            raw.Add(await WorkInOwnProcessAsync(broker.Endpoint, row, "raw", options));
            engine.Add(await WorkInOwnProcessAsync(broker.Endpoint, row, "engine", options));
        }

        return (TableFigures.MedianOf(raw), TableFigures.MedianOf(engine));
    }

    private static async Task<TableFigures> WorkInOwnProcessAsync(Uri endpoint, Row row, string contender, BenchOptions options)
    {
        var program = OwnProcess.With(
            [Worker, "--endpoint", endpoint.ToString(), "--only", row.Name, "--alone", contender, "--seconds", $"{Seconds(options)}"]);
        program.RedirectStandardOutput = true;
        using var worker = Process.Start(program)!;
        var output = await worker.StandardOutput.ReadToEndAsync();
        await worker.WaitForExitAsync();
        return worker.ExitCode == 0 && JsonSerializer.Deserialize<TableFigures>(output) is { } figures
            ? figures
            : throw new BenchException($"{row.Name}: the process of {contender} ended with {worker.ExitCode}.\n{output}");
    }

    /// <param name="Name">What it is called in the table.</param>
    /// <param name="Connections">Connections.</param>
    /// <param name="Rate">Messages a second that are due.</param>
    /// <param name="Tls">Whether connections are encrypted.</param>
    /// <param name="Window">Messages that a connection may have unacknowledged, if that is what limits the rate; null paces.</param>
    private sealed record Row(string Name, int Connections, double Rate, bool Tls = false, int? Window = null);
}
