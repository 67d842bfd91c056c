using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>A function's process, with all that it starts: they are a session of their own, and end together.</summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const int Kill9 = 9;

    private readonly Process _process;
    private readonly ProcessGuard _guard;
    private readonly Lock _lock = new();
    private bool _gone;

    private ChildProcess(Process process, ProcessGuard guard)
    {
        _process = process;
        _guard = guard;
        Id = process.Id;
        guard.Add(Id);
        Exited = WaitAsync();
    }

    /// <summary>Process ID, which is also the ID of its session.</summary>
    public int Id { get; }

    /// <summary>Ends with the process. Null where its exit code is 0, or else <c>exit status 1</c> or <c>signal: killed</c>.</summary>
    public Task<string?> Exited { get; }

    /// <summary>Starts a program with nothing of this process's environment.</summary>
    /// <param name="program">Path of the program.</param>
    /// <param name="output">Named pipe for its standard output and standard error.</param>
    /// <param name="guard">Kills it when this process is gone.</param>
    public static ChildProcess Start(
        string program, string folder, IEnumerable<KeyValuePair<string, string>> environment, string output, ProcessGuard guard)
    {
        // The shell only redirects, and becomes the program.
        var start = new ProcessStartInfo("/bin/sh",
            ["-c", $"exec {SetSession.Program} \"$1\" >\"$2\" 2>&1 </dev/null", "sh", program, output])
        {
            WorkingDirectory = folder,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!, guard);
    }

    /// <summary>Kills the process and what it has started.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            if (!_gone)
            {
                KillSession();
            }
        }
    }

    public void Dispose() => _process.Dispose();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int id, int signal);

    private static string? Reason(int exitCode) => exitCode switch
    {
        0 => null,
        128 + 6 => "signal: aborted",
        128 + Kill9 => "signal: killed",
        128 + 11 => "signal: segmentation fault",
        128 + 15 => "signal: terminated",
        _ => $"exit status {exitCode}",
    };

    private async Task<string?> WaitAsync()
    {
        await _process.WaitForExitAsync();
        lock (_lock)
        {
            // What it has left behind goes as well, and from here on its ID may be another's.
            if (SetSession.Program is not null)
            {
                _ = Signal(-Id, Kill9);
            }

            _gone = true;
        }

        _guard.Remove(Id);
        return Reason(_process.ExitCode);
    }

    private void KillSession()
    {
        // Until setsid has run there is no such session yet, only the process.
        if (SetSession.Program is null || Signal(-Id, Kill9) != 0)
        {
            _process.Kill(entireProcessTree: SetSession.Program is null);
        }
    }
}

/// <summary>The program that makes a process the leader of a session of its own, by which all that it starts can be killed.</summary>
internal static class SetSession
{
    /// <summary>Path of setsid; null on macOS, which has none.</summary>
    public static string? Program { get; } = Find("/usr/bin/setsid") ?? Find("/bin/setsid");

    private static string? Find(string path) => File.Exists(path) ? path : null;
}
