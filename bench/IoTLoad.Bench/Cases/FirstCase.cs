using System.Globalization;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// The first test of a session beside the second one: what the runtime still has to load and to compile must not be in the numbers. The
/// module is to be the one that users have, with its native code: <c>./build.ps1</c>.
/// </summary>
internal static class FirstCase
{
    private const double Share = 1.2;
    private const double MillisecondBar = 1;
    private static readonly string[] Figures = ["ConnectP50", "ConnectP99", "AckP50", "AckP99"];

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        await using var broker = await ListeningProcess.StartMosquittoAsync();
        var rounds = options.Rounds ?? (options.Quick ? 1 : 5);
        var tests = new List<double[][]>();
        for (var round = 0; round < rounds; round++)
        {
            tests.Add(await SessionAsync(broker.Endpoint, options.Seconds ?? (options.Quick ? 2 : 5)));
        }

        Console.WriteLine($"100 devices, 1,000/s, QoS 1, mosquitto; medians of {rounds} sessions, ms");
        var held = true;
        for (var at = 0; at < Figures.Length; at++)
        {
            var (first, second) = (Median.Of([.. tests.Select(test => test[0][at])]), Median.Of([.. tests.Select(test => test[1][at])]));
            Console.WriteLine($"{Figures[at],-12}{first,9:0.00} in the first test{second,9:0.00} in the second");
            held &= Bar.AtMost(
                $"{Figures[at]} of the first test, ms", first, Math.Max(second * Share, second + MillisecondBar), "0.00");
        }

        Console.WriteLine($"warm-up before the first test: {Median.Of([.. tests.Select(test => test[0][^1])]):0} ms");
        return held;
    }

    private static async Task<double[][]> SessionAsync(Uri endpoint, int seconds)
    {
        var columns = string.Join(", ", Figures.Select(name => $"$_.{name}"));
        var lines = await PwshProcess.RunAsync($$"""
            Import-Module '{{PwshProcess.Module}}' -ErrorAction Stop
            $env:IOTLOAD_HOME = [IO.Directory]::CreateTempSubdirectory('iotload-bench-').FullName
            $load = @{ Clients = 100; ConnectRate = 500; Rate = 1000; Duration = '{{seconds}}s'; Pattern = 'PublishOnly' }
            foreach ($r in 1..2 | ForEach-Object { Start-IoTLoadTest {{endpoint}} @load }) {
                $figures = $r | ForEach-Object { {{columns}}, $_.Generator.WarmUpMilliseconds }
                $figures.ForEach{ ([double] $_).ToString([cultureinfo]::InvariantCulture) } -join ' '
            }
            Remove-Item $env:IOTLOAD_HOME -Recurse
            """);
        return [.. lines.Where(line => line.Length > 0).Select(line => line.Split(' ')
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
    }
}
