using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IoTLoad.Peers;

/// <summary>The real PowerShell, as a separate process.</summary>
public sealed class Pwsh : IDisposable
{
    private const string Tool = "PowerShell@7.6.9";

    // The installed pwsh, or the one that is served as a .NET tool: asked once where it is, since the tool's start takes seconds.
    private static readonly Lazy<string[]> Command = new(() => Peer.Find("pwsh") is { } installed
        ? [installed] : ["dotnet", ToolAssembly()]);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private Task<string>? _output;

    private Pwsh(IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        var start = Interruptible.Command(Command.Value[0], [.. Command.Value[1..], .. arguments]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a script.</summary>
    /// <param name="script">The script; nothing secret, since it is in the process list.</param>
    /// <param name="environment">Variables beside this process's own.</param>
    public static Pwsh Start(string script, params (string Name, string Value)[] environment) =>
        new(["-NoProfile", "-NonInteractive", "-Command", script], environment);

    /// <summary>Starts a script file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables beside this process's own.</param>
    public static Pwsh StartFile(string file, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        new(["-NoProfile", "-NonInteractive", "-File", file, .. arguments], environment);

    /// <summary>Runs a script to its end and returns what it wrote; a script that fails fails the test.</summary>
    public static async Task<string> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        using var pwsh = Start(script, environment);
        var (output, errors, exitCode) = await pwsh.WaitAsync();
        Assert.True(exitCode == 0 && errors.Length == 0, $"pwsh ended with {exitCode}:\n{errors}\n{output}");
        return output;
    }

    /// <summary>The next line of its output.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    /// <summary>Sends a signal to a process that the script has named by <c>$PID</c>: pwsh may be a shim around another process.</summary>
    public static void Signal(int processId, int signal) => Assert.Equal(0, SendSignal(processId, signal));

    /// <summary>Waits for the end.</summary>
    public async Task<(string Output, string Errors, int ExitCode)> WaitAsync()
    {
        _output ??= _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (await _output, await _errors, _process.ExitCode);
    }

    /// <summary>Kills the process (SIGKILL), and the one that it is a shim for where pwsh is installed as a .NET tool.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static string ToolAssembly()
    {
        string[] arguments =
            ["tool", "exec", "--yes", Tool, "--", "-NoProfile", "-NonInteractive", "-Command", "Join-Path $PSHOME pwsh.dll"];
        using var dotnet = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var path = dotnet.StandardOutput.ReadToEnd().Trim().Split('\n')[^1].Trim();
        dotnet.WaitForExit();
        Assert.True(dotnet.ExitCode == 0 && File.Exists(path), $"dotnet tool exec {Tool} ended with {dotnet.ExitCode}: {path}");
        return path;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
