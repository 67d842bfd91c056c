namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>A thing.</summary>
internal sealed class Thing : Registered
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Unique ID.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Attributes.</summary>
    public Dictionary<string, string> Attributes { get; set; } = [];

    /// <summary>How often it was changed, from 1.</summary>
    public long Version { get; set; } = 1;

    /// <summary>Its certificates.</summary>
    public List<DeviceRegistration> Certificates { get; } = [];
}
