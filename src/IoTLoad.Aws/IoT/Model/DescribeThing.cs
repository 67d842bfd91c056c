using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DescribeThing. Reads a thing.</summary>
public class DescribeThingRequest : AmazonIoTRequest
{
    internal static readonly Structure<DescribeThingRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
    };

    internal static readonly Operation<DescribeThingRequest, DescribeThingResponse> Operation = new(
        IoTService.Instance, "DescribeThing", "GET", "/things/{thingName}", Shape, DescribeThingResponse.Shape);

    /// <summary>Name of the thing. Required.</summary>
    public string? ThingName { get; set; }
}

/// <summary>Output of DescribeThing.</summary>
public class DescribeThingResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeThingResponse> Shape = new()
    {
        { "defaultClientId", Shapes.Text, r => r.DefaultClientId, (r, v) => r.DefaultClientId = v },
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v },
        { "thingId", Shapes.Text, r => r.ThingId, (r, v) => r.ThingId = v },
        { "thingArn", Shapes.Text, r => r.ThingArn, (r, v) => r.ThingArn = v },
        { "thingTypeName", Shapes.Text, r => r.ThingTypeName, (r, v) => r.ThingTypeName = v },
        { "attributes", Shapes.Map, r => r.Attributes, (r, v) => r.Attributes = v },
        { "version", Shapes.Long, r => r.Version, (r, v) => r.Version = v },
    };

    /// <summary>Client ID that the thing is expected to use.</summary>
    public string? DefaultClientId { get; set; }

    /// <summary>Name of the thing.</summary>
    public string? ThingName { get; set; }

    /// <summary>ID of the thing.</summary>
    public string? ThingId { get; set; }

    /// <summary>ARN of the thing.</summary>
    public string? ThingArn { get; set; }

    /// <summary>Name of the thing's type.</summary>
    public string? ThingTypeName { get; set; }

    /// <summary>Attributes by name.</summary>
    public Dictionary<string, string>? Attributes { get; set; }

    /// <summary>Version.</summary>
    public long? Version { get; set; }
}
