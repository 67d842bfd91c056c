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

    private const string MqttNet = "MQTTnet";
    private const string Aws = "AWS";
    private const int PayloadSize = 256;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Row[] Rows =
    [
        new("1,000/s over 100", 100, 1_000),
        new("1,000/s over 1,000", 1_000, 1_000),
        new("1,000/s over 10,000", 10_000, 1_000),
        new("20,000/s over 100", 100, 20_000),
        new("20,000/s over 1,000", 1_000, 20_000),
        new("20,000/s over 10,000", 10_000, 20_000),
        new("TLS, 1,000/s over 100", 100, 1_000, "mqtts"),
        new("TLS, 10,000/s over 1,000", 1_000, 10_000, "mqtts"),
        new("WebSocket, 10,000/s over 1,000", 1_000, 10_000, "ws"),
        new("HTTP, 2,000/s over 100", 100, 2_000, "http"),
        new("QoS 0, 20,000/s over 1,000", 1_000, 20_000, QoS: 0),
        new("QoS 2, 10,000/s over 1,000", 1_000, 10_000, QoS: 2),
        new("round trip, 10,000/s over 1,000", 1_000, 10_000, RoundTrip: true),
        new("idle, 15,000", 15_000, 10),
        new("as fast as it goes, window 1", 100, 400_000, Window: 1),
        new("as fast as it goes, window 10", 100, 400_000, Window: 10),
        new("as fast as it goes, window 20", 100, 400_000, Window: 20),
        new("QoS 0, as fast as it goes", 100, 2_000_000, Window: 20, QoS: 0),
        new("QoS 2, as fast as it goes, window 20", 100, 400_000, Window: 20, QoS: 2),
    ];

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        Console.WriteLine($"QoS 1 where nothing else is said, {PayloadSize} bytes, mosquitto (HTTP: a sink), "
            + $"{Environment.ProcessorCount} cores; medians of {Rounds(options)} x {Seconds(options)} s");
        Console.WriteLine();
        Console.WriteLine("| | messages/s | µs of CPU a message | of raw sockets | memory | of raw sockets | lag p50, p99, ms "
            + "| raw sockets' | MQTTnet's client: messages/s, µs | AWS's device client |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        var results = new List<object>();
        foreach (var row in Rows.Where(row => options.Only is null || row.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)))
        {
            var (raw, engine, peers) = await MeasureAsync(row, options, withPeers: true);
            var cpu = engine.CpuPerMessage / raw.CpuPerMessage;
            var memory = engine.WorkingSet / raw.WorkingSet;
            Console.WriteLine($"| {row.Name} | {engine.Rate:N0} | {engine.CpuPerMessage:0.0} | {cpu:0.00} "
                + $"| {engine.WorkingSet / 1e6:0} MB | {memory:0.00} | {Lag(engine)} | {Lag(raw)} "
                + $"| {Cost(peers, MqttNet)} | {Cost(peers, Aws)} |");
            results.Add(new { row.Name, Raw = raw, Engine = engine, Peers = peers, CpuRatio = cpu, MemoryRatio = memory });
        }

        var folder = Directory.CreateDirectory(Path.Combine(PwshProcess.FindRoot(), "artifacts", "bench")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "table.json"), JsonSerializer.Serialize(results, Indented));
        return true;
    }

    /// <summary>CPU a message of the engine in one row, of raw sockets.</summary>
    public static async Task<double> RatioAsync(string name, BenchOptions options)
    {
        var row = Array.Find(Rows, row => row.Name == name) ?? throw new BenchException($"The table has no row \"{name}\".");
        var (raw, engine, _) = await MeasureAsync(row, options, withPeers: false);
        return engine.CpuPerMessage / raw.CpuPerMessage;
    }

    /// <summary>Runs one contender, and writes its figures as JSON.</summary>
    public static async Task<bool> WorkAsync(BenchOptions options)
    {
        var endpoint = options.Endpoint ?? throw new BenchException($"{Worker} needs --endpoint.");
        var row = Array.Find(Rows, row => row.Name == options.Only) ?? throw new BenchException($"{Worker} needs --only.");
        var load = LoadOf(row, options);
        var figures = (options.Alone, row.Window) switch
        {
            ("raw", null) => await new RawPaced(load).RunAsync(endpoint),
            ("raw", _) => Of(await new RawSockets().RunAsync(endpoint, Process.GetCurrentProcess(), load)),
            (MqttNet, _) => Of(await new FullClient().RunAsync(endpoint, Process.GetCurrentProcess(), load)),
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
        var sampler = new SamplingSink(self, load, stop);
        var plan = new LoadPlan
        {
            Endpoints = [endpoint],
            Protocol = row.Scheme switch
            {
                "ws" => LoadProtocol.MqttWebSocket,
                "http" => LoadProtocol.Http,
                _ => LoadProtocol.Mqtt,
            },
            Devices = new DevicePlan { Count = load.Connections, ConnectRate = row.Scheme == "mqtts" ? 300 : 2000 },
            Tls = new TlsPlan { SkipCertificateCheck = row.Scheme == "mqtts" },
            Traffic = new TrafficPlan
            {
                Pattern = row.RoundTrip ? TrafficPattern.RoundTrip : TrafficPattern.PublishOnly,
                QoS = row.QoS,
                InFlightWindow = row.Window ?? 100,
            },
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

    private static Load LoadOf(Row row, BenchOptions options) => new(
        row.Connections, row.Window ?? 1, PayloadSize, row.Rate, Settle, TimeSpan.FromSeconds(Seconds(options)))
    {
        QoS = row.QoS,
        RoundTrip = row.RoundTrip,
        WebSocket = row.Scheme == "ws",
        Http = row.Scheme == "http",
    };

    private static string Cost(Dictionary<string, TableFigures> peers, string peer) =>
        peers.TryGetValue(peer, out var figures) ? $"{figures.Rate:N0}, {figures.CpuPerMessage:0.0}" : "";

    private static async Task<(TableFigures Raw, TableFigures Engine, Dictionary<string, TableFigures> Peers)> MeasureAsync(
        Row row, BenchOptions options, bool withPeers)
    {
        await using var broker = await (row.Scheme == "http"
            ? ListeningProcess.StartSinkAsync("http") : ListeningProcess.StartMosquittoAsync(row.Scheme));

        // The peers know no schedule, and AWS's client no QoS 2.
        string[] peers = !withPeers || row.Window is null ? [] : row.QoS == 2 ? [MqttNet] : [MqttNet, Aws];
        var all = new Dictionary<string, List<TableFigures>>();
        for (var round = 0; round < Rounds(options); round++)
        {
            foreach (var contender in (string[])["raw", "engine", .. peers])
            {
                var figures = contender == Aws ? await DeviceClient.RunAsync(broker.Endpoint, LoadOf(row, options))
                    : await WorkInOwnProcessAsync(broker.Endpoint, row, contender, options);
                if (figures is not null)
                {
                    all.TryAdd(contender, []);
                    all[contender].Add(figures);
                }
            }
        }

        var medians = all.ToDictionary(each => each.Key, each => TableFigures.MedianOf(each.Value));
        return (medians["raw"], medians["engine"], medians);
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
    /// <param name="Scheme">Transport, as in an endpoint.</param>
    /// <param name="Window">Messages that a connection may have unacknowledged, if that is what limits the rate; null paces.</param>
    /// <param name="QoS">Quality of service.</param>
    /// <param name="RoundTrip">Whether each connection receives its own messages.</param>
    private sealed record Row(
        string Name, int Connections, double Rate, string Scheme = "mqtt", int? Window = null, int QoS = 1, bool RoundTrip = false);
}
