using System.Diagnostics;

namespace IoTLoad.Bench.Peers;

/// <summary>A fresh pwsh, where users import the assembled module.</summary>
internal static class PwshProcess
{
    /// <summary>The assembled module.</summary>
    public static string Module => Path.Combine(FindRoot(), "artifacts", "module", "IoTLoad", "IoTLoad.psd1") is var module
        && File.Exists(module) ? module : throw new BenchException("There is no artifacts/module/IoTLoad. Make it with: ./build.ps1");

    /// <summary>Runs a script in a pwsh of its own: that of the machine, or the .NET tool where there is none.</summary>
    /// <returns>The lines that it wrote.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string script)
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
        var lines = (await pwsh.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.TrimEntries);
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
