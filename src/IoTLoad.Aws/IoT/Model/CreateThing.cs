using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of CreateThing. Makes a thing; repeating the call with the same attributes changes nothing.</summary>
public class CreateThingRequest : AmazonIoTRequest
{
    internal static readonly Structure<CreateThingRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
        { "thingTypeName", Shapes.Text, r => r.ThingTypeName, (r, v) => r.ThingTypeName = v },
        { "attributePayload", AttributePayload.Shape, r => r.AttributePayload, (r, v) => r.AttributePayload = v },
    };

    internal static readonly Operation<CreateThingRequest, CreateThingResponse> Operation = new(
        IoTService.Instance, "CreateThing", "POST", "/things/{thingName}", Shape, CreateThingResponse.Shape);

    /// <summary>Name of the thing. Required.</summary>
    public string? ThingName { get; set; }

    /// <summary>Name of the thing's type.</summary>
    public string? ThingTypeName { get; set; }

    /// <summary>Attributes.</summary>
    public AttributePayload? AttributePayload { get; set; }
}

/// <summary>Output of CreateThing.</summary>
public class CreateThingResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<CreateThingResponse> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v },
        { "thingArn", Shapes.Text, r => r.ThingArn, (r, v) => r.ThingArn = v },
        { "thingId", Shapes.Text, r => r.ThingId, (r, v) => r.ThingId = v },
    };

    /// <summary>Name of the thing.</summary>
    public string? ThingName { get; set; }

    /// <summary>ARN of the thing.</summary>
    public string? ThingArn { get; set; }

    /// <summary>ID of the thing.</summary>
    public string? ThingId { get; set; }
}
