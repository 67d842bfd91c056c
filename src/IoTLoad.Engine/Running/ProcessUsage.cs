using System.Diagnostics;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Running;

/// <summary>What the generating process takes: CPU, garbage collection, memory. Read once a second.</summary>
internal sealed class ProcessUsage
{
    private TimeSpan lastCpu = Environment.CpuUsage.TotalTime;
    private TimeSpan lastPause = GC.GetTotalPauseDuration();
    private long lastTime = Stopwatch.GetTimestamp();
    private TimeSpan startCpu;
    private TimeSpan endCpu;
    private long startTime;
    private long endTime;
    private long startAllocated;
    private long endAllocated;
    private TimeSpan startPause;
    private TimeSpan endPause;
    private double maxCpuPercent;
    private long peakMemory;

    /// <summary>The last second: CPU in percent of one core, and milliseconds that garbage collection stopped the process.</summary>
    public (double CpuPercent, double GcPauseMilliseconds) Sample(bool running)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var pause = GC.GetTotalPauseDuration();
        var time = Stopwatch.GetTimestamp();
        var percent = 100 * (cpu - lastCpu) / Stopwatch.GetElapsedTime(lastTime, time);
        var paused = (pause - lastPause).TotalMilliseconds;
        (lastCpu, lastPause, lastTime) = (cpu, pause, time);
        peakMemory = Math.Max(peakMemory, Environment.WorkingSet);
        if (running)
            maxCpuPercent = Math.Max(maxCpuPercent, percent);
        return (percent, paused);
    }

    /// <summary>The schedule begins.</summary>
    public void Begin() =>
        (startCpu, startTime, startAllocated, startPause) =
            (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());

    /// <summary>The schedule is over.</summary>
    public void End() =>
        (endCpu, endTime, endAllocated, endPause) =
            (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());

    /// <summary>The figures of the publishing phase, as far as it has come.</summary>
    public GeneratorHealth Health()
    {
        if (startTime == 0)
            return new GeneratorHealth { Cores = Environment.ProcessorCount, PeakMemoryBytes = peakMemory };
        var over = endTime != 0;
        var elapsed = Stopwatch.GetElapsedTime(startTime, over ? endTime : Stopwatch.GetTimestamp());
        var cpu = (over ? endCpu : Environment.CpuUsage.TotalTime) - startCpu;
        return new GeneratorHealth
        {
            CpuPercent = elapsed > TimeSpan.Zero ? 100 * cpu / elapsed : 0,
            CpuPercentMax = maxCpuPercent,
            Cores = Environment.ProcessorCount,
            GcPauseMilliseconds = ((over ? endPause : GC.GetTotalPauseDuration()) - startPause).TotalMilliseconds,
            AllocatedBytes = (over ? endAllocated : GC.GetTotalAllocatedBytes()) - startAllocated,
            PeakMemoryBytes = peakMemory,
        };
    }
}
