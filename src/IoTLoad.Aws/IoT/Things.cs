using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Attributes of a thing, and how they are to be combined with those that it has.</summary>
public class AttributePayload
{
    internal static readonly Structure<AttributePayload> Shape = new()
    {
        { "attributes", Shapes.Map, r => r.Attributes, (r, v) => r.Attributes = v },
    };

    public Dictionary<string, string>? Attributes { get; set; }
}

/// <summary>A thing in a list.</summary>
public class ThingAttribute
{
    internal static readonly Structure<ThingAttribute> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v },
        { "thingArn", Shapes.Text, r => r.ThingArn, (r, v) => r.ThingArn = v },
        { "attributes", Shapes.Map, r => r.Attributes, (r, v) => r.Attributes = v },
    };

    public string? ThingName { get; set; }
    public string? ThingArn { get; set; }
    public Dictionary<string, string>? Attributes { get; set; }
}

/// <summary>Attaches a certificate to a thing.</summary>
public class AttachThingPrincipalRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<AttachThingPrincipalRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
        { "x-amzn-principal", Shapes.Text, r => r.Principal, (r, v) => r.Principal = v, Place.Header },
    };

    internal static readonly Operation<AttachThingPrincipalRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "AttachThingPrincipal", "PUT", "/things/{thingName}/principals", Shape);

    public string? ThingName { get; set; }
    public string? Principal { get; set; }
}

/// <summary>Makes a thing; repeating the call with the same attributes changes nothing.</summary>
public class CreateThingRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<CreateThingRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
        { "attributePayload", AttributePayload.Shape, r => r.AttributePayload, (r, v) => r.AttributePayload = v },
    };

    internal static readonly Operation<CreateThingRequest, CreateThingResponse> Operation = new(
        IoTService.Instance, "CreateThing", "POST", "/things/{thingName}", Shape, CreateThingResponse.Shape);

    public string? ThingName { get; set; }
    public AttributePayload? AttributePayload { get; set; }
}

public class CreateThingResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<CreateThingResponse> Shape = new()
    {
        { "thingArn", Shapes.Text, r => r.ThingArn, (r, v) => r.ThingArn = v },
    };

    public string? ThingArn { get; set; }
}

/// <summary>Deletes a thing; succeeds where there is none.</summary>
public class DeleteThingRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DeleteThingRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
    };

    internal static readonly Operation<DeleteThingRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "DeleteThing", "DELETE", "/things/{thingName}", Shape);

    public string? ThingName { get; set; }
}

/// <summary>Reads a thing.</summary>
public class DescribeThingRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DescribeThingRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
    };

    internal static readonly Operation<DescribeThingRequest, DescribeThingResponse> Operation = new(
        IoTService.Instance, "DescribeThing", "GET", "/things/{thingName}", Shape, DescribeThingResponse.Shape);

    public string? ThingName { get; set; }
}

public class DescribeThingResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeThingResponse> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v },
        { "thingArn", Shapes.Text, r => r.ThingArn, (r, v) => r.ThingArn = v },
        { "attributes", Shapes.Map, r => r.Attributes, (r, v) => r.Attributes = v },
    };

    public string? ThingName { get; set; }
    public string? ThingArn { get; set; }
    public Dictionary<string, string>? Attributes { get; set; }
}

/// <summary>Detaches a certificate from a thing; may take a few seconds to show.</summary>
public class DetachThingPrincipalRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DetachThingPrincipalRequest> Shape = new()
    {
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
        { "x-amzn-principal", Shapes.Text, r => r.Principal, (r, v) => r.Principal = v, Place.Header },
    };

    internal static readonly Operation<DetachThingPrincipalRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "DetachThingPrincipal", "DELETE", "/things/{thingName}/principals", Shape);

    public string? ThingName { get; set; }
    public string? Principal { get; set; }
}

/// <summary>Lists things, a page at a time.</summary>
public class ListThingsRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ListThingsRequest> Shape = new()
    {
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v, Place.Query },
        { "maxResults", Shapes.Integer, r => r.MaxResults, (r, v) => r.MaxResults = v, Place.Query },
        { "attributeName", Shapes.Text, r => r.AttributeName, (r, v) => r.AttributeName = v, Place.Query },
        { "attributeValue", Shapes.Text, r => r.AttributeValue, (r, v) => r.AttributeValue = v, Place.Query },
    };

    internal static readonly Operation<ListThingsRequest, ListThingsResponse> Operation = new(
        IoTService.Instance, "ListThings", "GET", "/things", Shape, ListThingsResponse.Shape);

    public string? NextToken { get; set; }
    public int? MaxResults { get; set; }
    public string? AttributeName { get; set; }
    public string? AttributeValue { get; set; }
}

public class ListThingsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListThingsResponse> Shape = new()
    {
        { "things", Shapes.List(ThingAttribute.Shape), r => r.Things, (r, v) => r.Things = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    public List<ThingAttribute>? Things { get; set; }
    public string? NextToken { get; set; }
}
