using System.Globalization;
using System.Text.RegularExpressions;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>
/// Runs the examples of the help as they stand, but for two things: no load takes longer than 2 s, and what they call
/// localhost:8883 is a mosquitto of the test, and localhost:8086 its influxd. The files that they name lie in the folder that they run
/// in. Those that need an AWS account are left out: what they show is tested against moto. Most of the time examples wait, so those of
/// several cmdlets run at once, each with a run store of its own.
/// </summary>
public sealed partial class HelpExampleRuns : IDisposable
{
    private const int AtOnce = 3;
    private const int LongestSeconds = 2;
    private const string Marker = "Errors:";
    private const string InfluxDb = "localhost:8086";
    private static readonly string Pages = Path.Combine(TestEnvironment.Repository, "docs", "cmdlets");

    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly Dictionary<string, Task<string>> _runs;

    // The longest page takes the longest time.
    public HelpExampleRuns() => _runs = Cmdlets.OrderByDescending(name => new FileInfo(PageOf(name)).Length)
        .ToDictionary(name => name, name => Task.Run(() => InTurnAsync(name)));

    public static IEnumerable<string> Cmdlets =>
        Directory.EnumerateFiles(Pages, "*.md").Select(page => Path.GetFileNameWithoutExtension(page))
            .Where(name => !NeedsAccount().IsMatch(name)).Order(StringComparer.Ordinal);

    /// <summary>What went wrong with a cmdlet's examples; empty where nothing did.</summary>
    public Task<string> this[string cmdlet] => _runs[cmdlet];

    public void Dispose() => _places.Dispose();

    private async Task<string> InTurnAsync(string cmdlet)
    {
        await _places.WaitAsync();
        try
        {
            return await RunAsync(cmdlet);
        }
        finally
        {
            _places.Release();
        }
    }

    private static string PageOf(string cmdlet) => Path.Combine(Pages, cmdlet + ".md");

    private static async Task<string> RunAsync(string cmdlet)
    {
        await using var broker = await Mosquitto.StartAsync();
        using var folder = new PrivateFolder();
        File.Copy(broker.Certificates.CaFile, folder["ca.pem"]);
        File.Copy(broker.Certificates.Client.Certificate, folder["device.pem"]);
        File.Copy(broker.Certificates.Client.Key, folder["device.key"]);

        var page = await File.ReadAllTextAsync(PageOf(cmdlet), CancellationToken.None);
        await using var influxd = page.Contains(InfluxDb, StringComparison.Ordinal) ? await Influxd.StartAsync() : null;
        await (influxd?.QueryAsync("CREATE DATABASE loadtest") ?? Task.CompletedTask);
        var examples = Examples().Matches(page).Where(example => !NeedsAccount().IsMatch(example.Value)).Select(example =>
            Seconds().Replace(example.Groups[1].Value, Shorter)
                .Replace("localhost:8883", broker.MutualTls.Authority, StringComparison.Ordinal)
                .Replace(InfluxDb, influxd?.Url.Authority, StringComparison.Ordinal)).ToList();
        if (examples.Count == 0)
        {
            return $"{cmdlet} has no examples.";
        }

        // A store with a test in it, as readers have one; and a scope for each example, so that it does not see another's variables.
        // How fast this machine is does not matter here, so a threshold may break; and examples stop tests.
        var output = await Pwsh.RunAsync(
            $"Import-Module '{TestEnvironment.Module}'; Set-Location '{folder.FullPath}'; $Error.Clear()\n"
            + "Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 1s *> $null\n"
            + string.Concat(examples.Select(example => $"& {{\n{example}}} *> $null\n"))
            + $"'{Marker}'; "
            + "$Error.Where({ $_.FullyQualifiedErrorId -notmatch '^(ThresholdFailed|TestStopped)' }).ForEach({ "
            + "\"$($_.InvocationInfo.Line) $_\" })",
            ("IOTLOAD_HOME", folder.FullPath), ("INFLUX_TOKEN", "any"));

        // What -WhatIf says goes to the host, whatever is redirected.
        return output[(output.LastIndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..].Trim();
    }

    private static string Shorter(Match seconds) =>
        Math.Min(LongestSeconds, int.Parse(seconds.Groups[1].Value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)
            + "s";

    [GeneratedRegex(@"(?s)```powershell\r?\n(.*?)```")]
    private static partial Regex Examples();

    [GeneratedRegex("IoTLoadDevice|IoTLoadEndpoint|CloudWatch|AwsIoTCore|IoTLoadFunction")]
    private static partial Regex NeedsAccount();

    [GeneratedRegex(@"\b(\d+)s\b")]
    private static partial Regex Seconds();
}
