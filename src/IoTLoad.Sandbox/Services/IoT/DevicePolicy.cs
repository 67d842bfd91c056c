using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>A policy of IoT Core.</summary>
internal sealed class DevicePolicy : Registered
{
    public required string Name { get; init; }
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
}

/// <param name="Id">Number of the version.</param>
/// <param name="Document">Document as it was given.</param>
internal sealed record DevicePolicyVersion(string Id, string Document, PolicyDocument Parsed, DateTimeOffset Created);
