using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Faults;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Metrics;

namespace IoTLoad.Sandbox.Lambda;

/// <summary>What Lambda is made with.</summary>
internal sealed record LambdaSetup
{
    /// <summary>Account and region.</summary>
    public required SandboxAccount Account { get; init; }

    /// <summary>Folder for code and temporary files, which is removed in the end.</summary>
    public required string Folder { get; init; }

    /// <summary>Where functions reach the sandbox.</summary>
    public required LambdaEndpoints Endpoints { get; init; }

    /// <summary>Where functions get credentials from.</summary>
    public required IRoleCredentials Roles { get; init; }

    /// <summary>Where log lines go.</summary>
    public required ILogWriter Logs { get; init; }

    /// <summary>Tells whether a log group exists.</summary>
    public required Func<string, bool> HasLogGroup { get; init; }

    /// <summary>Where figures go.</summary>
    public required IMetricRecorder Metrics { get; init; }

    /// <summary>Faults that are on.</summary>
    public required FaultSwitch Faults { get; init; }

    /// <summary>Quotas and times.</summary>
    public LambdaLimits Limits { get; init; } = new();

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
