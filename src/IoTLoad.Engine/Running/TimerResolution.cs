using System.Runtime.InteropServices;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Asks Windows for timers of 1 ms while a shard runs. Without that its timers fire 64 times a second, so that a loop that sleeps until
/// the next message is due wakes up to 15.6 ms late. Other systems have finer timers to begin with.
/// </summary>
internal sealed class TimerResolution : IDisposable
{
    private const uint Milliseconds = 1;
    private readonly bool _granted = OperatingSystem.IsWindows() && BeginPeriod(Milliseconds) == 0;

    public void Dispose()
    {
        if (_granted)
        {
            _ = EndPeriod(Milliseconds);
        }
    }

    [DllImport("winmm.dll", EntryPoint = "timeBeginPeriod")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint BeginPeriod(uint milliseconds);

    [DllImport("winmm.dll", EntryPoint = "timeEndPeriod")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint EndPeriod(uint milliseconds);
}
