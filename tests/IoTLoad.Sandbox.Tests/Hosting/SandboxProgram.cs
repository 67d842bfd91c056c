using System.Diagnostics;
using System.Text.Json;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Hosting;

namespace IoTLoad.Sandbox.Tests.Hosting;

/// <summary>The sandbox as a process of its own.</summary>
internal sealed class SandboxProgram : IAsyncDisposable
{
    private SandboxProgram(Process process)
    {
        Process = process;
    }

    public Process Process { get; }

    public SandboxEndpoints Endpoints { get; private set; } = null!;

    public string Folder => Path.GetDirectoryName(Endpoints.CaFile)!;

    /// <summary>Starts it and reads what it prints.</summary>
    public static async Task<SandboxProgram> StartAsync(string stateFolder, params string[] arguments)
    {
        var sandbox = new SandboxProgram(Launch(["--state-dir", stateFolder, "--watch-stdin", .. arguments]));
        var line = await sandbox.Process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null)
        {
            var error = await sandbox.Process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await sandbox.DisposeAsync();
            throw new InvalidOperationException(error);
        }

        sandbox.Endpoints = JsonSerializer.Deserialize<SandboxEndpoints>(line, AdminEndpoint.Json)!;
        return sandbox;
    }

    /// <summary>Starts it, whatever becomes of it.</summary>
    public static Process Launch(params string[] arguments)
    {
        var start = Interruptible.Command("dotnet", [Path.Combine(AppContext.BaseDirectory, "IoTLoad.Sandbox.dll"), .. arguments]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        Process.StandardInput.Close();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }
}
