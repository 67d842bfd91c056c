using System.Diagnostics;
using System.Globalization;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.Runs;

/// <summary>
/// A process, told apart from a later one with the same ID by the moment it started: on Linux by the boot and the clock ticks
/// since then, which no change of the wall clock moves.
/// </summary>
/// <param name="Id">Process ID.</param>
/// <param name="Start">When it started, as text that is only ever compared.</param>
/// <param name="Host">Name of the machine.</param>
public sealed record ProcessIdentity(int Id, string Start, string Host)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Current() => Of(Environment.ProcessId);

    /// <summary>A process of this machine; one that does not run is never alive.</summary>
    public static ProcessIdentity Of(int id) => new(id, StartOf(id) ?? "", Environment.MachineName);

    /// <summary>Whether it still runs; null where it is another machine's, which cannot be seen from here.</summary>
    public bool? IsAlive()
    {
        if (!string.Equals(Host, Environment.MachineName, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return StartOf(Id) is { } start && start == Start;
    }

    private static string? StartOf(int id) => OperatingSystem.IsLinux() ? StartOnLinux(id) : StartElsewhere(id);

    private static string? StartOnLinux(int id)
    {
        try
        {
            // proc(5): "pid (comm) state ppid ... starttime"; comm may hold spaces and brackets, so count from its last one.
            var stat = File.ReadAllText(Text($"/proc/{id}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            const int State = 0;
            const int StartTime = 19;
            return fields[State] is "Z" or "X" ? null : $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}:{fields[StartTime]}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? StartElsewhere(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (
            exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
