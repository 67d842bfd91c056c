using System.Globalization;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>A thing.</summary>
internal sealed class Thing
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>Number by which things are listed: the order of their making.</summary>
    public required long Number { get; init; }

    /// <summary>Unique ID.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Attributes.</summary>
    public Dictionary<string, string> Attributes { get; set; } = [];

    /// <summary>How often it was changed, from 1.</summary>
    public long Version { get; set; } = 1;

    /// <summary>Its certificates.</summary>
    public List<DeviceRegistration> Certificates { get; } = [];

    /// <summary>What it is listed by.</summary>
    public string Key => Number.ToString("D12", CultureInfo.InvariantCulture);
}
