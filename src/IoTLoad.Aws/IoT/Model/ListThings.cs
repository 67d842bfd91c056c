using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ListThings. Lists things, a page at a time.</summary>
public class ListThingsRequest : AmazonIoTRequest
{
    internal static readonly Structure<ListThingsRequest> Shape = new()
    {
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v, Place.Query },
        { "maxResults", Shapes.Integer, r => r.MaxResults, (r, v) => r.MaxResults = v, Place.Query },
        { "attributeName", Shapes.Text, r => r.AttributeName, (r, v) => r.AttributeName = v, Place.Query },
        { "attributeValue", Shapes.Text, r => r.AttributeValue, (r, v) => r.AttributeValue = v, Place.Query },
        { "thingTypeName", Shapes.Text, r => r.ThingTypeName, (r, v) => r.ThingTypeName = v, Place.Query },
        { "usePrefixAttributeValue", Shapes.Flag, r => r.UsePrefixAttributeValue, (r, v) => r.UsePrefixAttributeValue = v, Place.Query },
    };

    internal static readonly Operation<ListThingsRequest, ListThingsResponse> Operation = new(
        IoTService.Instance, "ListThings", "GET", "/things", Shape, ListThingsResponse.Shape);

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Attribute that the things must have.</summary>
    public string? AttributeName { get; set; }

    /// <summary>Value that the attribute must have.</summary>
    public string? AttributeValue { get; set; }

    /// <summary>Name of the thing's type.</summary>
    public string? ThingTypeName { get; set; }

    /// <summary>Whether the value is a prefix.</summary>
    public bool? UsePrefixAttributeValue { get; set; }
}

/// <summary>Output of ListThings.</summary>
public class ListThingsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListThingsResponse> Shape = new()
    {
        { "things", Shapes.List(ThingAttribute.Shape), r => r.Things, (r, v) => r.Things = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    /// <summary>The things of this page.</summary>
    public List<ThingAttribute>? Things { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }
}
