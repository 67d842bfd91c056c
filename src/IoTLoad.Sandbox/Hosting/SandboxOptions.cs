using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Lambda;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>How a sandbox is started.</summary>
internal sealed record SandboxOptions
{
    /// <summary>Port of the service endpoint on 127.0.0.1; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Port of the device endpoint; 0 for a free one.</summary>
    public int DevicePort { get; init; }

    /// <summary>Region that it stands for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Account that it stands for, twelve digits; AWS's documentation has this one.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>Process that the sandbox is not to outlive; null for none.</summary>
    public int? ParentId { get; init; }

    /// <summary>Whether the sandbox ends when its standard input does.</summary>
    public bool WatchInput { get; init; }

    /// <summary>Folder of the folders of sandboxes; null for one in the user's data folder.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>How long after its beginning CloudWatch shows a minute.</summary>
    public TimeSpan CloudWatchDelay { get; init; }

    /// <summary>Limits of the device gateway.</summary>
    public GatewayLimits Limits { get; init; } = new();

    public LambdaLimits FunctionLimits { get; init; } = new();
    public SandboxFaults Faults { get; init; } = new();
}

/// <summary>
/// Where a sandbox is and how to get in: what it prints once it listens, as one line of JSON. The credentials are made up at
/// each start and good for this sandbox alone.
/// </summary>
/// <param name="EndpointUrl">Endpoint of AWS's services.</param>
/// <param name="Endpoint">Endpoint of devices, host and port.</param>
/// <param name="Region">Region that it stands for.</param>
/// <param name="AccountId">Account that it stands for.</param>
/// <param name="AccessKey">Access key ID of the root user, who may do everything.</param>
/// <param name="CaFile">Certificate of the sandbox's authority, PEM: what clients of the device endpoint are to trust.</param>
/// <param name="CertificateFile">Certificate of a device that may do everything, PEM.</param>
/// <param name="KeyFile">Private key of that device, PEM.</param>
/// <param name="AdminUrl">Address of the sandbox's own requests: <c>status</c>, <c>faults</c>, <c>stop</c>.</param>
/// <param name="AdminToken">What they want as bearer token.</param>
internal sealed record SandboxEndpoints(
    int ProcessId,
    Uri EndpointUrl,
    string Endpoint,
    int DevicePort,
    string Region,
    string AccountId,
    string AccessKey,
    string SecretKey,
    string CaFile,
    string CertificateFile,
    string KeyFile,
    Uri AdminUrl,
    string AdminToken);

/// <summary>How a sandbox is doing.</summary>
/// <param name="Requests">Requests of AWS's services so far.</param>
/// <param name="RequestsRefused">Those of them that were answered with an error.</param>
internal sealed record SandboxStatus(
    DateTimeOffset Started, long Requests, long RequestsRefused, int Connections, int Things, int Certificates, SandboxFaults Faults);
