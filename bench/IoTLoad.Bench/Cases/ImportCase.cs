using System.Diagnostics;
using System.Globalization;
using IoTLoad.Bench.Measuring;

namespace IoTLoad.Bench.Cases;

/// <summary>Import-Module of the assembled module in a fresh pwsh, many times; and what is loaded when it is done.</summary>
internal static class ImportCase
{
    private const double Bar = 300;

    /// <summary>Libraries that must wait until a cmdlet needs them.</summary>
    private static readonly string[] Late = ["AWS", "MQTTnet"];

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var module = Path.Combine(FindRoot(), "artifacts", "module", "IoTLoad", "IoTLoad.psd1");
        if (!File.Exists(module))
        {
            throw new BenchException($"{module} does not exist. Make it with: dotnet build -c Release");
        }

        var times = new List<double>();
        string[] loaded = [];
        var rounds = options.Rounds ?? (options.Quick ? 1 : 11);
        for (var round = 0; round < rounds; round++)
        {
            (var time, loaded) = await ImportAsync(module);
            times.Add(time);
        }

        Console.WriteLine($"Import-Module in a fresh pwsh, {rounds} times: minimum {times.Min():0} ms, "
            + $"median {Median.Of(times):0} ms, maximum {times.Max():0} ms");
        Console.WriteLine($"loaded by it: {string.Join(", ", loaded)}");
        var early = loaded.Where(name => Late.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList();
        var held = Measuring.Bar.AtMost("import, median, ms", Median.Of(times), Bar, "0");
        held &= Measuring.Bar.AtMost("AWS and MQTT libraries loaded by the import"
            + (early.Count > 0 ? $" ({string.Join(", ", early)})" : ""), early.Count, 0, "0");
        return held;
    }

    private static async Task<(double Milliseconds, string[] Loaded)> ImportAsync(string module)
    {
        var script = $$"""
            $before = [AppDomain]::CurrentDomain.GetAssemblies().ForEach{ $_.FullName }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            Import-Module '{{module}}' -ErrorAction Stop
            $watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
            [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.FullName -notin $before }.ForEach{ $_.GetName().Name } -join ' '
            """;
        var start = new ProcessStartInfo("pwsh",
            ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script])
        { RedirectStandardOutput = true };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        using var pwsh = Start(start);
        var lines = (await pwsh.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.TrimEntries);
        await pwsh.WaitForExitAsync();
        return pwsh.ExitCode == 0 && lines.Length > 1
            ? (double.Parse(lines[0], CultureInfo.InvariantCulture), lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : throw new BenchException($"pwsh ended with {pwsh.ExitCode}.");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new BenchException($"pwsh cannot be started: {exception.Message}. Install PowerShell 7.6 or later.");
        }
    }

    internal static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "LoadTest.sln")))
            {
                return folder;
            }
        }

        throw new BenchException("The repository's root was not found above the program.");
    }
}
