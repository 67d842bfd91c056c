using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ListThingPrincipals. Lists the certificates of a thing, a page at a time.</summary>
public class ListThingPrincipalsRequest : AmazonIoTRequest
{
    internal static readonly Structure<ListThingPrincipalsRequest> Shape = new()
    {
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v, Place.Query },
        { "maxResults", Shapes.Integer, r => r.MaxResults, (r, v) => r.MaxResults = v, Place.Query },
        { "thingName", Shapes.Text, r => r.ThingName, (r, v) => r.ThingName = v, Place.Path },
    };

    internal static readonly Operation<ListThingPrincipalsRequest, ListThingPrincipalsResponse> Operation = new(
        IoTService.Instance, "ListThingPrincipals", "GET", "/things/{thingName}/principals", Shape, ListThingPrincipalsResponse.Shape);

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Name of the thing. Required.</summary>
    public string? ThingName { get; set; }
}

/// <summary>Output of ListThingPrincipals.</summary>
public class ListThingPrincipalsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListThingPrincipalsResponse> Shape = new()
    {
        { "principals", Shapes.Texts, r => r.Principals, (r, v) => r.Principals = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    /// <summary>ARNs of the certificates of this page.</summary>
    public List<string>? Principals { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }
}
