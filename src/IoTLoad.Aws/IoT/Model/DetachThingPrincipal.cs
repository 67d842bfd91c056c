using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DetachThingPrincipal. Detaches a certificate from a thing; may take a few seconds to show.</summary>
public class DetachThingPrincipalRequest : AmazonIoTRequest
{
    internal static readonly Structure<DetachThingPrincipalRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
        { "x-amzn-principal", Shapes.Text, r => r.Principal, (r, v) => r.Principal = v, Place.Header },
    };

    internal static readonly Operation<DetachThingPrincipalRequest, DetachThingPrincipalResponse> Operation = new(
        IoTService.Instance, "DetachThingPrincipal", "DELETE", "/things/{thingName}/principals", Shape);

    /// <summary>Name of the thing. Required.</summary>
    public string? ThingName { get; set; }

    /// <summary>ARN of the certificate. Required.</summary>
    public string? Principal { get; set; }
}

/// <summary>Output of DetachThingPrincipal: nothing but that it succeeded.</summary>
public class DetachThingPrincipalResponse : AmazonWebServiceResponse;
