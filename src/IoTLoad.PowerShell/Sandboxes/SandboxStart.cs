using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IoTLoad.Engine;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Sandboxes;

/// <summary>Starts a sandbox in a process of its own.</summary>
internal sealed record SandboxStart
{
    /// <summary>Switches all limits of IoT Core off.</summary>
    public const string NoLimits = "none";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    public required string Region { get; init; }

    /// <summary>Port of AWS's services; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Port of devices; 0 for a free one.</summary>
    public int DevicePort { get; init; }

    /// <summary>How long after its beginning CloudWatch shows a minute.</summary>
    public TimeSpan CloudWatchDelay { get; init; }

    /// <summary>Faults from the start on, JSON; null for none.</summary>
    public string? Faults { get; init; }

    /// <summary>Limits of IoT Core that differ from AWS's, JSON, or <see cref="NoLimits"/>; null for AWS's.</summary>
    public string? DeviceLimits { get; init; }

    /// <summary>Limits of Lambda that differ from AWS's, JSON; null for AWS's.</summary>
    public string? FunctionLimits { get; init; }

    /// <summary>Whether the sandbox is to go on when this process has ended.</summary>
    public bool Detach { get; init; }

    private static string Program =>
        Path.Combine(Path.GetDirectoryName(typeof(SandboxStart).Assembly.Location)!, "sandbox", "IoTLoad.Sandbox.dll");

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <exception cref="LoadException">AspNetCoreMissing, SandboxMissing, SandboxNotStarted.</exception>
    public async Task<SandboxFolder> RunAsync(CancellationToken stopped)
    {
        if (!File.Exists(Program))
        {
            throw LoadException.NotFound(
                "SandboxMissing", $"The module has no sandbox: there is no file {Program}.",
                "Build it with `dotnet build src/IoTLoad.Sandbox`, or install a packaged module, which has it.", Program);
        }

        using var process = Process.Start(new ProcessStartInfo(DotnetHost.Find(), [Program, .. Arguments()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Program)!,
        })!;
        process.StandardInput.Close();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopped);
            limit.CancelAfter(StartLimit);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var line = await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw NotStarted((await errors).Trim());
            var address = JsonSerializer.Deserialize<SandboxAddress>(line, JsonSerializerOptions.Web)!;
            return SandboxFolders.Running().First(folder => folder.Address.ProcessId == address.ProcessId);
        }
        catch (Exception exception)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            throw exception is OperationCanceledException && !stopped.IsCancellationRequested
                ? NotStarted(Text($"it did not listen within {StartLimit.TotalSeconds} s"))
                : exception;
        }
    }

    private static LoadException NotStarted(string reason) => new(
        "SandboxNotStarted", LoadErrorKind.InvalidState,
        $"The sandbox did not start: {reason.Replace("IoTLoad.Sandbox: ", "", StringComparison.Ordinal)}",
        "Give other values, or leave out -Port and -DevicePort to have free ports.");

    private IEnumerable<string> Arguments()
    {
        IEnumerable<(string Name, string? Value)> options =
        [
            ("--state-dir", SandboxFolders.Root),
            ("--region", Region),
            ("--port", Port.ToString(CultureInfo.InvariantCulture)),
            ("--device-port", DevicePort.ToString(CultureInfo.InvariantCulture)),
            ("--cloudwatch-delay", CloudWatchDelay.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
            ("--faults", Faults),
            ("--limits", DeviceLimits),
            ("--function-limits", FunctionLimits),
            ("--parent-pid", Detach ? null : Environment.ProcessId.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach (var (name, value) in options.Where(option => option.Value is not null))
        {
            yield return name;
            yield return value!;
        }
    }
}
