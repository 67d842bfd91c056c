using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Attributes of a thing, and how they are to be combined with those that it has.</summary>
public class AttributePayload
{
    internal static readonly Structure<AttributePayload> Shape = new()
    {
        { "attributes", Shapes.Map, r => r.Attributes, (r, v) => r.Attributes = v },
        { "merge", Shapes.Flag, r => r.Merge, (r, v) => r.Merge = v },
    };

    /// <summary>Attributes by name.</summary>
    public Dictionary<string, string>? Attributes { get; set; }

    /// <summary>Whether to keep the attributes that are not named.</summary>
    public bool? Merge { get; set; }
}
