using System.Diagnostics;

namespace IoTLoad.Bench.Measuring;

/// <summary>What a contender did between two samples.</summary>
/// <param name="Rate">Messages acknowledged a second.</param>
/// <param name="CpuPercent">CPU of this process, percent of a core.</param>
/// <param name="CpuPerMessage">CPU of this process for each message, µs.</param>
/// <param name="BrokerPercent">CPU of the broker, percent of a core.</param>
/// <param name="AllocatedPerMessage">Bytes allocated on this process's heap for each message; everything included.</param>
/// <param name="WorkingSet">Memory of this process at the end, bytes.</param>
internal sealed record Figures(
    double Rate, double CpuPercent, double CpuPerMessage, double BrokerPercent, double AllocatedPerMessage, long WorkingSet)
{
    /// <summary>The figures between two samples.</summary>
    public static Figures Between(in UsageSample begin, in UsageSample end)
    {
        var elapsed = Stopwatch.GetElapsedTime(begin.Time, end.Time);
        var messages = (double)Math.Max(1, end.Messages - begin.Messages);
        var cpu = end.Cpu - begin.Cpu;
        return new Figures(
            messages / elapsed.TotalSeconds,
            100 * (cpu / elapsed),
            cpu.TotalMicroseconds / messages,
            100 * ((end.BrokerCpu - begin.BrokerCpu) / elapsed),
            (end.Allocated - begin.Allocated) / messages,
            Environment.WorkingSet);
    }
}

/// <summary>What this process and its broker had used, and how many messages had come back, at one moment.</summary>
internal readonly record struct UsageSample(long Time, long Messages, TimeSpan Cpu, TimeSpan BrokerCpu, long Allocated)
{
    /// <summary>Takes a sample.</summary>
    /// <param name="messages">Messages acknowledged so far.</param>
    /// <param name="broker">The broker's process.</param>
    public static UsageSample Take(long messages, Process? broker) => new(
        Stopwatch.GetTimestamp(), messages, Environment.CpuUsage.TotalTime, CpuOf(broker), GC.GetTotalAllocatedBytes());

    private static TimeSpan CpuOf(Process? process)
    {
        if (process is null)
        {
            return TimeSpan.Zero;
        }

        process.Refresh();
        return process.TotalProcessorTime;
    }
}

/// <summary>The median, which one disturbed round does not move.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
