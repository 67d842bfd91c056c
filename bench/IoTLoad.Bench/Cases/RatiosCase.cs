using System.Text.Json;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// Whether a message costs more than it did: rows of the table, beside the ratios that bench/ratios.json keeps. What disturbs a round makes
/// it worse, so a row is measured up to three times, and its best round counts.
/// </summary>
internal static class RatiosCase
{
    /// <summary>A third worse is too much.</summary>
    private const double Limit = 4.0 / 3;

    private const int Rounds = 3;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string File => Path.Combine(PwshProcess.FindRoot(), "bench", "ratios.json");

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        options = options with { Rounds = 1, Seconds = options.Seconds ?? 4 };
        var kept = JsonSerializer.Deserialize<SortedDictionary<string, double>>(await System.IO.File.ReadAllTextAsync(File))!;
        return options.Keep ? await KeepAsync(kept, options) : await CheckAsync(kept, options);
    }

    private static async Task<bool> CheckAsync(SortedDictionary<string, double> kept, BenchOptions options)
    {
        var held = true;
        foreach (var (row, ratio) in kept)
        {
            var best = double.MaxValue;
            for (var round = 0; round < Rounds && best > ratio * Limit; round++)
            {
                best = Math.Min(best, await TableCase.RatioAsync(row, options));
            }

            held &= Bar.AtMost($"{row}: CPU a message, of raw sockets", best, ratio * Limit, "0.00");
        }

        return held;
    }

    /// <summary>Keeps the worst of the rounds, so that the same machine holds it on a bad day.</summary>
    private static async Task<bool> KeepAsync(SortedDictionary<string, double> kept, BenchOptions options)
    {
        foreach (var row in kept.Keys.ToList())
        {
            kept[row] = 0;
            for (var round = 0; round < Rounds; round++)
            {
                kept[row] = Math.Round(Math.Max(kept[row], await TableCase.RatioAsync(row, options)), 2);
            }

            Console.WriteLine($"{row}: {kept[row]:0.00}");
        }

        await System.IO.File.WriteAllTextAsync(File, JsonSerializer.Serialize(kept, Indented) + "\n");
        return true;
    }
}
