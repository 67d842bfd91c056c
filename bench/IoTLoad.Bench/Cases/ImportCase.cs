using System.Globalization;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;

namespace IoTLoad.Bench.Cases;

/// <summary>Import-Module of the assembled module in a fresh pwsh, many times; and what is loaded when it is done.</summary>
internal static class ImportCase
{
    private const double Bar = 150;

    /// <summary>Libraries that must wait until a cmdlet needs them.</summary>
    private static readonly string[] Late = ["AWS", "MQTTnet"];

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var module = PwshProcess.Module;
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
        var lines = await PwshProcess.RunAsync(script);
        return lines.Count > 1
            ? (double.Parse(lines[0], CultureInfo.InvariantCulture), lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : throw new BenchException($"pwsh wrote only {string.Join(' ', lines)}.");
    }
}
