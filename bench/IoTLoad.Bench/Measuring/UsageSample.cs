using System.Diagnostics;

namespace IoTLoad.Bench.Measuring;

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
