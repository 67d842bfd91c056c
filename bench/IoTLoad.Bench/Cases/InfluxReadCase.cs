using System.Diagnostics;
using System.Globalization;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// A million points from influxd through PowerShell's pipeline into a CSV file, in a pwsh of its own, whose whole memory is
/// measured. Beside it, what the same pwsh takes that only imports the module and exports one point.
/// </summary>
internal static class InfluxReadCase
{
    private const double MegabytesBar = 150;
    private static readonly DateTimeOffset Origin = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var module = PwshProcess.Module;
        await using var influxd = await InfluxdProcess.StartAsync();
        var seconds = await FillAsync(influxd.Url, options.Quick ? 500 : 16_000);
        var read = $"Get-IoTLoadMetrics bench -Source InfluxDB -InfluxUrl {influxd.Url.OriginalString} -InfluxDatabase "
            + $"{InfluxdProcess.Database}";
        var (idle, _, _) = await ExportAsync(module, read + " -Name Online | Select-Object -First 1");
        var (peak, lines, time) = await ExportAsync(module, read);
        Console.WriteLine($"{lines:N0} points of {seconds:N0} seconds into a CSV file: {time.TotalSeconds:0.0} s, "
            + $"{lines / time.TotalSeconds:N0} points/s");
        Console.WriteLine($"memory of pwsh at its peak: {peak / 1e6:0} MB; with one point in place of all: {idle / 1e6:0} MB");
        var held = Bar.AtLeast("points", lines, options.Quick ? 1 : 1_000_000, "N0");
        held &= Bar.AtMost("memory of pwsh at its peak, MB", peak / 1e6, MegabytesBar, "0");
        return held;
    }

    /// <summary>Writes seconds in which every metric has a value: 64 points each.</summary>
    private static async Task<int> FillAsync(Uri url, int seconds)
    {
        await using var sink = new InfluxDbSink(
            new InfluxDbConnection { Url = url, Database = InfluxdProcess.Database, Timeout = TimeSpan.FromSeconds(60) },
            new LoadPlan { Seed = 1 },
            new InfluxDbSinkOptions
            {
                Writer = new InfluxDbWriterOptions { MemoryLimit = int.MaxValue / 2, DrainTime = TimeSpan.FromMinutes(2) },
            });
        var histogram = Latency.NewHistogram();
        var random = new Random(1);
        for (var second = 0; second < seconds; second++)
        {
            histogram.Reset();
            for (var i = 0; i < 20; i++)
            {
                histogram.RecordValue(random.Next(1000, 100_000));
            }

            var encoded = LatencyCodec.Encode(histogram);
            await sink.WriteAsync(
                new ShardReport
                {
                    RunId = "bench",
                    Sequence = second,
                    Origin = Origin,
                    Totals = new Counters(),
                    Latencies = new LatencySet(),
                    Generator = new GeneratorHealth(),
                    Slices =
                    [
                        new Slice
                        {
                            Second = second,
                            Counters = new Counters { Intended = random.Next(5000), Published = random.Next(5000),
                                PublishedBytes = random.Next() },
                            Latencies = new LatencySet { Connect = encoded, Ack = encoded, AckService = encoded, RoundTrip = encoded,
                                ScheduleLag = encoded },
                            CpuPercent = random.NextDouble() * 100,
                            Online = 100,
                        },
                    ],
                },
                CancellationToken.None);
        }

        await sink.CompleteAsync(InfluxWriteCase.ResultOf(new LoadPlan()), CancellationToken.None);
        return seconds;
    }

    private static async Task<(double Peak, int Lines, TimeSpan Time)> ExportAsync(string module, string read)
    {
        var csv = Path.Combine(Path.GetTempPath(), $"iotload-bench-{Environment.ProcessId}.csv");
        var script = $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module '{{module}}'
            $watch = [Diagnostics.Stopwatch]::StartNew()
            {{read}} | Export-Csv '{{csv}}'
            [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
            $watch.Elapsed.TotalSeconds
            [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64
            """;
        var start = new ProcessStartInfo("pwsh",
            ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script])
        { RedirectStandardOutput = true };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        try
        {
            using var pwsh = Process.Start(start)!;
            var lines = (await pwsh.StandardOutput.ReadToEndAsync())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            await pwsh.WaitForExitAsync();
            return pwsh.ExitCode == 0 && lines.Length == 2
                ? (double.Parse(lines[1], CultureInfo.InvariantCulture), File.ReadLines(csv).Count() - 1,
                    TimeSpan.FromSeconds(double.Parse(lines[0], CultureInfo.InvariantCulture)))
                : throw new BenchException($"pwsh ended with {pwsh.ExitCode}: {string.Join(' ', lines)}");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new BenchException($"pwsh cannot be started: {exception.Message}. Install PowerShell 7.6 or later.");
        }
        finally
        {
            File.Delete(csv);
        }
    }
}
