using System.Runtime.InteropServices;

namespace IoTLoad.Reports.Live;

/// <summary>Lets the calling thread's work wait while threads that send or measure have something to do.</summary>
internal static class ThreadPriorities
{
    /// <summary>Linux's nice value, 0 to 19: at 10 a thread gets a tenth of what one at 0 does where both want a core.</summary>
    private const int Nice = 10;

    private const int Process = 0;
    private const int CallingThread = 0;

    /// <summary>Lowers it for as long as the thread lives. Linux heeds a thread's nice value, and not what .NET sets.</summary>
    public static void Lower()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        if (OperatingSystem.IsLinux())
        {
            _ = setpriority(Process, CallingThread, Nice);
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setpriority(int which, int who, int value);
}
