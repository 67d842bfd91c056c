using System.Diagnostics;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// The size of the function's zips, and its cold start here: from the start of the unpacked program to its request for the first
/// invocation, and to its answer to an invalid one, which has gone through most of its code.
/// </summary>
internal static class FunctionCase
{
    /// <summary>Lambda's limit for a zip that is uploaded directly, MB.</summary>
    private const double SizeBar = 50;

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var held = true;
        foreach (var zip in FunctionProcess.Zips())
        {
            held &= Bar.AtMost($"{Path.GetFileName(zip)}, MB", new FileInfo(zip).Length / 1e6, SizeBar, "0.0");
        }

        var unpacked = FunctionProcess.Unpack();
        try
        {
            var rounds = options.Rounds ?? (options.Quick ? 2 : 15);
            var asked = new List<double>();
            var answered = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                var (next, answer) = await StartAsync(unpacked);
                asked.Add(next);
                answered.Add(answer);
            }

            Console.WriteLine($"cold start, {rounds} times, of which the first has read the files from disk: to the request for "
                + $"the first invocation minimum {asked.Min():0} ms, median {Median.Of(asked):0} ms, maximum {asked.Max():0} "
                + $"ms; to the first answer minimum {answered.Min():0} ms, median {Median.Of(answered):0} ms, "
                + $"maximum {answered.Max():0} ms");
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }

        return held;
    }

    private static async Task<(double Next, double Answer)> StartAsync(DirectoryInfo folder)
    {
        var watch = Stopwatch.StartNew();
        await using var function = FunctionProcess.Start(folder);
        await function.Asked.WaitAsync(TimeSpan.FromSeconds(60));
        var next = watch.Elapsed.TotalMilliseconds;
        await function.InvokeAsync("{}"u8.ToArray(), TimeSpan.FromMinutes(1));
        return (next, watch.Elapsed.TotalMilliseconds);
    }
}
