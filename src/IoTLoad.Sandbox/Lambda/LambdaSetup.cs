using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Faults;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Metrics;

namespace IoTLoad.Sandbox.Lambda;

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

    public required FaultSwitch Faults { get; init; }

    /// <summary>Quotas and times.</summary>
    public LambdaLimits Limits { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What a function has to know to reach the sandbox with unchanged code.</summary>
/// <param name="ServiceUrl">Endpoint of AWS's services.</param>
/// <param name="CaBundle">File with the certificates that clients are to trust, PEM.</param>
internal sealed record LambdaEndpoints(Uri ServiceUrl, string CaBundle);

/// <summary>Roles, as far as functions need them.</summary>
internal interface IRoleCredentials
{
    /// <summary>Whether a role exists and trusts a service.</summary>
    /// <param name="service">Service, such as <c>lambda.amazonaws.com</c>.</param>
    bool Trusts(string roleArn, string service);

    /// <summary>Makes temporary credentials of a role.</summary>
    /// <exception cref="RefusedException">There is no such role.</exception>
    AccessKey Assume(string roleArn, string sessionName);
}
