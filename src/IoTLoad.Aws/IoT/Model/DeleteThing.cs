using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DeleteThing. Deletes a thing; succeeds where there is none.</summary>
public class DeleteThingRequest : AmazonIoTRequest
{
    internal static readonly Structure<DeleteThingRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
        { "expectedVersion", Shapes.Long, r => r.ExpectedVersion, (r, v) => r.ExpectedVersion = v, Place.Query },
    };

    internal static readonly Operation<DeleteThingRequest, DeleteThingResponse> Operation = new(
        IoTService.Instance, "DeleteThing", "DELETE", "/things/{thingName}", Shape);

    /// <summary>Name of the thing. Required.</summary>
    public string? ThingName { get; set; }

    /// <summary>Version that the thing must have.</summary>
    public long? ExpectedVersion { get; set; }
}

/// <summary>Output of DeleteThing: nothing but that it succeeded.</summary>
public class DeleteThingResponse : AmazonWebServiceResponse;
