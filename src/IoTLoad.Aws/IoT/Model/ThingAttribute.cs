using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A thing in a list.</summary>
public class ThingAttribute
{
    internal static readonly Structure<ThingAttribute> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v },
        { "thingTypeName", Shapes.Text, r => r.ThingTypeName, (r, v) => r.ThingTypeName = v },
        { "thingArn", Shapes.Text, r => r.ThingArn, (r, v) => r.ThingArn = v },
        { "attributes", Shapes.Map, r => r.Attributes, (r, v) => r.Attributes = v },
        { "version", Shapes.Long, r => r.Version, (r, v) => r.Version = v },
    };

    /// <summary>Name of the thing.</summary>
    public string? ThingName { get; set; }

    /// <summary>Name of the thing's type.</summary>
    public string? ThingTypeName { get; set; }

    /// <summary>ARN of the thing.</summary>
    public string? ThingArn { get; set; }

    /// <summary>Attributes by name.</summary>
    public Dictionary<string, string>? Attributes { get; set; }

    /// <summary>Version.</summary>
    public long? Version { get; set; }
}
