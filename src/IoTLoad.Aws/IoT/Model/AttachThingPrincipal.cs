using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of AttachThingPrincipal. Attaches a certificate to a thing.</summary>
public class AttachThingPrincipalRequest : AmazonIoTRequest
{
    internal static readonly Structure<AttachThingPrincipalRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
        { "x-amzn-principal", Shapes.Text, r => r.Principal, (r, v) => r.Principal = v, Place.Header },
        { "thingPrincipalType", ThingPrincipalType.Shape, r => r.ThingPrincipalType, (r, v) => r.ThingPrincipalType = v, Place.Query },
    };

    internal static readonly Operation<AttachThingPrincipalRequest, AttachThingPrincipalResponse> Operation = new(
        IoTService.Instance, "AttachThingPrincipal", "PUT", "/things/{thingName}/principals", Shape);

    /// <summary>Name of the thing. Required.</summary>
    public string? ThingName { get; set; }

    /// <summary>ARN of the certificate. Required.</summary>
    public string? Principal { get; set; }

    /// <summary>Whether the certificate may have other things.</summary>
    public ThingPrincipalType? ThingPrincipalType { get; set; }
}

/// <summary>Output of AttachThingPrincipal: nothing but that it succeeded.</summary>
public class AttachThingPrincipalResponse : AmazonWebServiceResponse;
