using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// The quick start: no endpoint, so a broker in this process. For information, as its broker and its generator share the
/// cores: what a first test shows, and its limit.
/// </summary>
internal static class EmbeddedCase
{
    private const double MostOffered = 200_000;

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var duration = TimeSpan.FromSeconds(options.Seconds ?? (options.Quick ? 2 : 10));
        Console.WriteLine($"Embedded broker, 100 devices, QoS 1, reference payload, {duration.TotalSeconds:0} s, "
            + $"{Environment.ProcessorCount} cores, broker included");
        Console.WriteLine($"{"",-32}{"messages/s",12}{"round trip p50",16}{"p99 ms",9}{"CPU %",8}{"memory MB",11}");
        await RunAsync("round trip, 1,000/s", TrafficPattern.RoundTrip, 1_000, duration);
        await RunAsync("round trip, 5,000/s", TrafficPattern.RoundTrip, 5_000, duration);
        await RunAsync("publish only, as fast as it goes", TrafficPattern.PublishOnly, MostOffered, duration);
        return true;
    }

    private static async Task RunAsync(string name, TrafficPattern pattern, double rate, TimeSpan duration)
    {
        var plan = new LoadPlan
        {
            Devices = new DevicePlan { Count = 100 },
            Traffic = new TrafficPlan { Pattern = pattern, InFlightWindow = 20 },
            Stages = [new LoadStage(rate, rate, duration)],
        };
        var result = await LoadTest.Prepare(plan).RunAsync([], CancellationToken.None);
        if (Accounting.Check(result) is { Count: > 0 } broken)
        {
            throw new BenchException("The sums do not add up: " + string.Join(' ', broken));
        }

        Console.WriteLine(
            $"{name,-32}{result.PublishedRate,12:N0}{result.RoundTrip.P50,16:0.00}{result.RoundTrip.P99,9:0.00}"
            + $"{result.Generator.CpuPercent,8:0}{result.Generator.PeakMemoryBytes / 1e6,11:0}");
    }
}
