using System.Diagnostics;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Running;

/// <summary>
/// What the generating process takes: CPU, garbage collection, memory. Read once a second; scenarios that run in one process share it, so
/// that what the process takes counts once. Safe for concurrent use.
/// </summary>
internal sealed class ProcessUsage(bool isShared = false)
{
    /// <summary>Who asks sooner than that after another has had the second already.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private int _open;
    private TimeSpan _lastCpu = Environment.CpuUsage.TotalTime;
    private TimeSpan _lastPause = GC.GetTotalPauseDuration();
    private long _lastTime = Stopwatch.GetTimestamp();
    private TimeSpan _startCpu;
    private TimeSpan _endCpu;
    private long _startTime;
    private long _endTime;
    private long _startAllocated;
    private long _endAllocated;
    private TimeSpan _startPause;
    private TimeSpan _endPause;
    private double _maxCpuPercent;
    private long _peakMemory;

    /// <summary>
    /// The last second: CPU in percent of one core, and milliseconds that garbage collection stopped the process; 0 to all but the first
    /// who ask for it.
    /// </summary>
    public (double CpuPercent, double GcPauseMilliseconds) Sample(bool running)
    {
        lock (_gate)
        {
            return isShared && Stopwatch.GetElapsedTime(_lastTime) < Shortest ? (0, 0) : Take(running);
        }
    }

    private (double CpuPercent, double GcPauseMilliseconds) Take(bool running)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var pause = GC.GetTotalPauseDuration();
        var time = Stopwatch.GetTimestamp();
        var percent = 100 * (cpu - _lastCpu) / Stopwatch.GetElapsedTime(_lastTime, time);
        var paused = (pause - _lastPause).TotalMilliseconds;
        (_lastCpu, _lastPause, _lastTime) = (cpu, pause, time);
        _peakMemory = Math.Max(_peakMemory, Environment.WorkingSet);
        if (running)
        {
            _maxCpuPercent = Math.Max(_maxCpuPercent, percent);
        }

        return (percent, paused);
    }

    /// <summary>The schedule begins.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _open++;
            if (_startTime == 0)
            {
                (_startCpu, _startTime, _startAllocated, _startPause) =
                    (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
            }
        }
    }

    /// <summary>The schedule is over.</summary>
    public void End()
    {
        lock (_gate)
        {
            _open--;
            (_endCpu, _endTime, _endAllocated, _endPause) =
                (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
        }
    }

    /// <summary>The figures of the publishing phase, as far as it has come.</summary>
    public GeneratorHealth Health()
    {
        lock (_gate)
        {
            return SoFar();
        }
    }

    private GeneratorHealth SoFar()
    {
        if (_startTime == 0)
        {
            return new GeneratorHealth { Cores = Environment.ProcessorCount, PeakMemoryBytes = _peakMemory };
        }

        var over = _open == 0 && _endTime != 0;
        var elapsed = Stopwatch.GetElapsedTime(_startTime, over ? _endTime : Stopwatch.GetTimestamp());
        var cpu = (over ? _endCpu : Environment.CpuUsage.TotalTime) - _startCpu;
        return new GeneratorHealth
        {
            CpuPercent = elapsed > TimeSpan.Zero ? 100 * cpu / elapsed : 0,
            CpuPercentMax = _maxCpuPercent,
            Cores = Environment.ProcessorCount,
            GcPauseMilliseconds = ((over ? _endPause : GC.GetTotalPauseDuration()) - _startPause).TotalMilliseconds,
            AllocatedBytes = (over ? _endAllocated : GC.GetTotalAllocatedBytes()) - _startAllocated,
            PeakMemoryBytes = _peakMemory,
        };
    }
}
