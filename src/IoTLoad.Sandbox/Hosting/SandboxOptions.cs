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
