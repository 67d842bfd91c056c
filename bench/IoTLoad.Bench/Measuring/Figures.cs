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
