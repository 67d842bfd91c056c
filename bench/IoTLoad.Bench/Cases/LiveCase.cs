using System.Globalization;
using System.Text.RegularExpressions;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// What the live page costs the test that it shows. The same test runs in turn with and without a page that one reader follows, each in
/// a pwsh of its own.
/// </summary>
internal static class LiveCase
{
    private const int Connections = 1_000;
    private const int Rate = 20_000;
    private const double LagBar = 1.1;
    private const double CpuBar = 1;

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        await using var broker = await ListeningProcess.StartMosquittoAsync();
        var (plain, live) = (new List<LiveFigures>(), new List<LiveFigures>());
        for (var round = 0; round < (options.Rounds ?? (options.Quick ? 1 : 5)); round++)
        {
            plain.Add(await TestAsync(broker.Endpoint, options, live: false));
            live.Add(await TestAsync(broker.Endpoint, options, live: true));
        }

        Console.WriteLine($"QoS 1, {Connections:N0} connections, {Rate:N0}/s, 256 bytes, mosquitto, {Environment.ProcessorCount} cores; "
            + $"medians of {live.Count} x {Seconds(options)} s");
        Print("without a page", plain);
        Print("with a page", live);
        Console.WriteLine($"the reader got {Median.Of(live.Select(each => (double)each.Events)):N0} updates");
        Console.WriteLine("schedule lag p99 of each, ms: without " + Each(plain) + "; with " + Each(live));
        var held = Bar.AtMost("schedule lag p99 with a page, of without", Median.Of(live.Select(each => each.LagP99))
            / Median.Of(plain.Select(each => each.LagP99)), LagBar, "0.00");
        held &= Bar.AtMost("CPU of the page's thread, % of a core", Median.Of(live.Select(each => each.PagePercent)), CpuBar, "0.00");
        return held & Bar.AtLeast("updates a second", Median.Of(live.Select(each => (double)each.Events)) / Seconds(options), 0.8, "0.00");
    }

    private static string Each(List<LiveFigures> rounds) => string.Join(' ', rounds.Select(each => $"{each.LagP99:0.000}"));

    /// <summary>
    /// Reads a page's events to their end, as a browser does in a process of its own; counts them, and looks at each what CPU the thread
    /// has used that makes them, ns.
    /// </summary>
    private static async Task<Page> FollowAsync(string page, string process)
    {
        using var client = new HttpClient();
        using var reader = new StreamReader(await client.GetStreamAsync(new UriBuilder(page) { Path = "/events" }.Uri));
        var thread = Directory.GetDirectories($"/proc/{process}/task")
            .Single(each => File.ReadAllText(Path.Combine(each, "comm")).StartsWith("IoTLoad live", StringComparison.Ordinal));
        var (events, cpu) = (0, 0.0);
        while (await reader.ReadLineAsync() is { } line && line != "event: over")
        {
            if (line == "event: page")
            {
                events++;
                cpu = double.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
            }
        }

        return new Page(events, cpu);
    }

    private static int Seconds(BenchOptions options) => options.Seconds ?? (options.Quick ? 3 : 40);

    private static void Print(string name, List<LiveFigures> rounds) => Console.WriteLine(
        $"{name}: schedule lag p50 {Median.Of(rounds.Select(each => each.LagP50)):0.000} ms, "
            + $"p99 {Median.Of(rounds.Select(each => each.LagP99)):0.000} ms, "
            + $"CPU {Median.Of(rounds.Select(each => each.CpuPercent)):0.0} %");

    private static async Task<LiveFigures> TestAsync(Uri endpoint, BenchOptions options, bool live)
    {
        var (reading, process) = (Task.FromResult(new Page(0, 0)), "");
        var lines = await PwshProcess.RunAsync($$"""
            "PID $PID"
            Import-Module '{{PwshProcess.Module}}' -ErrorAction Stop
            $env:IOTLOAD_HOME = [IO.Directory]::CreateTempSubdirectory('iotload-bench-').FullName
            $r = Start-IoTLoadTest {{endpoint}} -Clients {{Connections}} -ConnectRate 2000 -Rate {{Rate}} -Duration {{Seconds(options)}}s `
                -Pattern PublishOnly -Live:${{live}}
            $cpu = $r | Get-IoTLoadMetrics -Wide | Select-Object -Skip {{Seconds(options) / 3}} | ForEach-Object CpuPercent
            ($r.ScheduleLagP50, $r.ScheduleLagP99, $cpu | ForEach-Object { $_ } |
                ForEach-Object { $_.ToString([cultureinfo]::InvariantCulture) }) -join ' '
            Remove-Item $env:IOTLOAD_HOME -Recurse
            """,
            line =>
            {
                process = line.StartsWith("PID ", StringComparison.Ordinal) ? line[4..] : process;
                if (live && Regex.Match(line, "http://127[^ ]+token=[0-9a-f]+") is { Success: true } page)
                {
                    reading = FollowAsync(page.Value, process);
                }
            });
        var figures = lines.Last(line => line.Length > 0).Split(' ')
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var (events, cpu) = await reading;
        return new LiveFigures(figures[0], figures[1], Median.Of(figures.Skip(2)), events, cpu / 1e7 / Seconds(options));
    }

    /// <param name="LagP50">Schedule lag, median, ms.</param>
    /// <param name="LagP99">Schedule lag, 99th percentile, ms.</param>
    /// <param name="CpuPercent">
    /// CPU of the process in a second, percent of a core: median without the first third, in which the runtime compiles.
    /// </param>
    /// <param name="Events">Updates of the page that its reader got.</param>
    /// <param name="PagePercent">CPU of the thread that makes them, percent of a core.</param>
    private sealed record LiveFigures(double LagP50, double LagP99, double CpuPercent, int Events, double PagePercent);

    /// <param name="Events">Updates that came.</param>
    /// <param name="Cpu">CPU of the thread that made them, ns.</param>
    private sealed record Page(int Events, double Cpu);
}
