using System.Diagnostics;

namespace IoTLoad.Peers;

/// <summary>The real PowerShell, as a process of its own.</summary>
public sealed class Pwsh : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private Pwsh(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a script; skips the test where pwsh is not installed.</summary>
    /// <param name="script">The script; nothing secret, since it is in the process list.</param>
    /// <param name="environment">Variables beside this process's own.</param>
    public static Pwsh Start(string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Peer.Require("pwsh"), ["-NoProfile", "-NonInteractive", "-Command", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Pwsh(Process.Start(start)!);
    }

    /// <summary>Runs a script to its end and returns what it wrote; a script that fails fails the test.</summary>
    public static async Task<string> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        using var pwsh = Start(script, environment);
        var (output, errors, exitCode) = await pwsh.WaitAsync();
        Assert.True(exitCode == 0 && errors.Length == 0, $"pwsh ended with {exitCode}:\n{errors}\n{output}");
        return output;
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(string Output, string Errors, int ExitCode)> WaitAsync()
    {
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
}
