using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of UpdateThing. Changes a thing's type or attributes.</summary>
public class UpdateThingRequest : AmazonIoTRequest
{
    internal static readonly Structure<UpdateThingRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
        { "thingTypeName", Shapes.Text, r => r.ThingTypeName, (r, v) => r.ThingTypeName = v },
        { "attributePayload", AttributePayload.Shape, r => r.AttributePayload, (r, v) => r.AttributePayload = v },
        { "expectedVersion", Shapes.Long, r => r.ExpectedVersion, (r, v) => r.ExpectedVersion = v },
        { "removeThingType", Shapes.Flag, r => r.RemoveThingType, (r, v) => r.RemoveThingType = v },
    };

    internal static readonly Operation<UpdateThingRequest, UpdateThingResponse> Operation = new(
        IoTService.Instance, "UpdateThing", "PATCH", "/things/{thingName}", Shape);

    /// <summary>Name of the thing. Required.</summary>
    public string? ThingName { get; set; }

    /// <summary>Name of the thing's type.</summary>
    public string? ThingTypeName { get; set; }

    /// <summary>Attributes.</summary>
    public AttributePayload? AttributePayload { get; set; }

    /// <summary>Version that the thing must have.</summary>
    public long? ExpectedVersion { get; set; }

    /// <summary>Whether to remove the thing from its type.</summary>
    public bool? RemoveThingType { get; set; }
}

/// <summary>Output of UpdateThing: nothing but that it succeeded.</summary>
public class UpdateThingResponse : AmazonWebServiceResponse;
