using System.Globalization;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>A policy of IoT Core.</summary>
internal sealed class DevicePolicy
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>Number by which policies are listed: the order of their making.</summary>
    public required long Number { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was changed.</summary>
    public required DateTimeOffset Modified { get; set; }

    /// <summary>Versions, in the order of their making; at most five.</summary>
    public List<DevicePolicyVersion> Versions { get; } = [];

    /// <summary>The version that applies.</summary>
    public required DevicePolicyVersion Default { get; set; }

    /// <summary>Number of the last version that was made.</summary>
    public int LastVersion { get; set; } = 1;

    /// <summary>Certificates that have it.</summary>
    public List<DeviceRegistration> Targets { get; } = [];

    /// <summary>What it is listed by.</summary>
    public string Key => Number.ToString("D12", CultureInfo.InvariantCulture);
}
