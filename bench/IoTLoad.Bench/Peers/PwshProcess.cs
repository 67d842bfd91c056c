using System.Diagnostics;

namespace IoTLoad.Bench.Peers;

/// <summary>A fresh pwsh, where users import the assembled module.</summary>
internal static class PwshProcess
{
    /// <summary>The assembled module.</summary>
    public static string Module => Path.Combine(FindRoot(), "artifacts", "module", "IoTLoad", "IoTLoad.psd1") is var module
        && File.Exists(module) ? module : throw new BenchException("There is no artifacts/module/IoTLoad. Make it with: ./build.ps1");

    /// <summary>Runs a script in a pwsh of its own: that of the machine, or the .NET tool where there is none.</summary>
    /// <param name="script">The script.</param>
    /// <param name="wrote">Is given each line when it is written; null if nobody waits for one.</param>
    /// <returns>The lines that it wrote.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string script, Action<string>? wrote = null)
    {
        string[] arguments = ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script];
        var installed = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh")));
        var start = installed ? new ProcessStartInfo("pwsh", arguments)
            : new ProcessStartInfo("dotnet", ["tool", "exec", "--yes", "PowerShell@7.6.9", "--", .. arguments]);
        start.RedirectStandardOutput = true;
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        using var pwsh = Process.Start(start)!;
        var lines = new List<string>();
        while (await pwsh.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line.Trim());
            wrote?.Invoke(lines[^1]);
        }

        await pwsh.WaitForExitAsync();
        return pwsh.ExitCode == 0 ? lines : throw new BenchException($"pwsh ended with {pwsh.ExitCode}: {string.Join(' ', lines)}");
    }

    internal static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "LoadTest.sln")))
            {
                return folder;
            }
        }

        throw new BenchException("The repository's root was not found above the program.");
    }
}
