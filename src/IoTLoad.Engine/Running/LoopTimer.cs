using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Puts one event loop's thread to sleep until a moment, by the finest timer of the system. <see cref="Thread.Sleep(int)"/> counts in
/// milliseconds, and so makes each message half a millisecond late at best. Used by one thread.
/// </summary>
internal abstract class LoopTimer : IDisposable
{
    /// <summary>The timer of this system; create it on the thread that waits.</summary>
    public static LoopTimer Create() =>
        OperatingSystem.IsLinux() ? new LinuxTimer()
        : OperatingSystem.IsWindows() ? new WindowsTimer()
        : OperatingSystem.IsMacOS() ? new MacTimer()
        : throw new PlatformNotSupportedException("Event loops have timers for Linux, Windows and macOS.");

    /// <summary>Sleeps for <paramref name="nanoseconds"/>. May return earlier, if a signal arrives.</summary>
    public abstract void Wait(long nanoseconds);

    public virtual void Dispose()
    {
    }
}

/// <summary>
/// clock_nanosleep until an absolute moment, so that time lost between reading the clock and sleeping is not slept again.
/// </summary>
internal sealed class LinuxTimer : LoopTimer
{
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int SetTimerSlack = 29;
    private const long Second = 1_000_000_000;

    /// <summary>The kernel may delay a thread's wake-ups by its slack, 50 µs by default, to group them; see prctl(2).</summary>
    public LinuxTimer() => _ = prctl(SetTimerSlack, 1, 0, 0, 0);

    public override void Wait(long nanoseconds)
    {
        // On Linux, Stopwatch reads CLOCK_MONOTONIC in nanoseconds.
        var at = Stopwatch.GetTimestamp() + nanoseconds;
        var until = new TimeSpec(at / Second, at % Second);
        _ = clock_nanosleep(ClockMonotonic, AbsoluteTime, in until, 0);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int prctl(int option, nint value, nint unused3, nint unused4, nint unused5);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int clock_nanosleep(int clock, int flags, in TimeSpec request, nint remain);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec(long seconds, long nanoseconds)
    {
        private readonly nint _seconds = (nint)seconds;
        private readonly nint _nanoseconds = (nint)nanoseconds;
    }
}

/// <summary>A high-resolution waitable timer (Windows 10 1803 and later), which is good to about 0.5 ms; Sleep before that.</summary>
internal sealed class WindowsTimer : LoopTimer
{
    private const uint HighResolution = 2;
    private const uint AllAccess = 0x1F0003;
    private const uint Infinite = uint.MaxValue;
    private readonly SafeWaitHandle _timer = CreateWaitableTimerEx(0, null, HighResolution, AllAccess);

    public override void Wait(long nanoseconds)
    {
        // Negative is relative, in units of 100 ns.
        var due = -Math.Max(1, nanoseconds / 100);
        if (_timer.IsInvalid || !SetWaitableTimer(_timer, in due, 0, 0, 0, false))
        {
            Thread.Sleep(1);
            return;
        }

        _ = WaitForSingleObject(_timer, Infinite);
    }

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    [DllImport("kernel32.dll", EntryPoint = "CreateWaitableTimerExW", CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern SafeWaitHandle CreateWaitableTimerEx(nint attributes, string? name, uint flags, uint access);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetWaitableTimer(
        SafeWaitHandle timer, in long due, int period, nint routine, nint argument, [MarshalAs(UnmanagedType.Bool)] bool resume);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint WaitForSingleObject(SafeWaitHandle handle, uint milliseconds);
}

/// <summary>mach_wait_until, whose deadline is in ticks of the machine.</summary>
internal sealed class MacTimer : LoopTimer
{
    private readonly double _ticksPerNanosecond;

    public MacTimer()
    {
        _ = mach_timebase_info(out var timebase);
        _ticksPerNanosecond = (double)timebase.Denominator / timebase.Numerator;
    }

    public override void Wait(long nanoseconds) => _ = mach_wait_until(mach_absolute_time() + (ulong)(nanoseconds * _ticksPerNanosecond));

    [DllImport("libSystem.dylib")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mach_timebase_info(out Timebase timebase);

    [DllImport("libSystem.dylib")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern ulong mach_absolute_time();

    [DllImport("libSystem.dylib")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mach_wait_until(ulong deadline);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timebase
    {
        public readonly uint Numerator;
        public readonly uint Denominator;
    }
}
