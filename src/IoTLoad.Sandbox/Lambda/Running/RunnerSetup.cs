using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Logs;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>What execution environments are made with.</summary>
internal sealed record RunnerSetup
{
    /// <summary>Account and region.</summary>
    public required SandboxAccount Account { get; init; }

    /// <summary>Quotas and times.</summary>
    public required LambdaLimits Limits { get; init; }

    /// <summary>Where functions reach the sandbox.</summary>
    public required LambdaEndpoints Endpoints { get; init; }

    /// <summary>Where functions get credentials from.</summary>
    public required IRoleCredentials Roles { get; init; }

    /// <summary>Where log lines go.</summary>
    public required ILogWriter Logs { get; init; }

    /// <summary>Tells whether a log group exists.</summary>
    public required Func<string, bool> HasLogGroup { get; init; }

    /// <summary>Server of the Runtime API.</summary>
    public required RuntimeApi Api { get; init; }

    /// <summary>Kills functions when the sandbox is gone.</summary>
    public required ProcessGuard Guard { get; init; }

    /// <summary>Folder for temporary files.</summary>
    public required string Folder { get; init; }

    public required TimeProvider Time { get; init; }
}
