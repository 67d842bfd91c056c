using System.Diagnostics;
using System.Runtime.InteropServices;
using IoTLoad.Peers;

namespace IoTLoad.Shell.Tests;

/// <summary>A shell as a process: ours, or the real pwsh to hold it against.</summary>
internal sealed class ShellProcess : IDisposable
{
    /// <summary>Far more than any of them takes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ShellProcess(string program, IEnumerable<string> arguments, string? input)
    {
        var start = Interruptible.Command(program == "pwsh" ? Peer.Require("pwsh") : program, arguments);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment.Remove("POWERSHELL_TELEMETRY_OPTOUT");
        if (program == "pwsh")
        {
            start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        }

        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            _process.StandardInput.Write(input);
        }

        _process.StandardInput.Close();
    }

    public static ShellProcess Start(IEnumerable<string> arguments, string? input = null) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "IoTLoad.Shell.dll"), .. arguments], input);

    public static ShellProcess StartPwsh(IEnumerable<string> arguments, string? input = null) => new("pwsh", arguments, input);

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public async Task<(string Output, string Errors, int ExitCode)> WaitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var output = await _process.StandardOutput.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return (output, await _errors, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
