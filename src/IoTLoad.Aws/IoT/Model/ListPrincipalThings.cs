using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ListPrincipalThings. Lists the things of a certificate, a page at a time.</summary>
public class ListPrincipalThingsRequest : AmazonIoTRequest
{
    internal static readonly Structure<ListPrincipalThingsRequest> Shape = new()
    {
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v, Place.Query },
        { "maxResults", Shapes.Integer, r => r.MaxResults, (r, v) => r.MaxResults = v, Place.Query },
        { "x-amzn-principal", Shapes.Text, r => r.Principal, (r, v) => r.Principal = v, Place.Header },
    };

    internal static readonly Operation<ListPrincipalThingsRequest, ListPrincipalThingsResponse> Operation = new(
        IoTService.Instance, "ListPrincipalThings", "GET", "/principals/things", Shape, ListPrincipalThingsResponse.Shape);

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? MaxResults { get; set; }

    /// <summary>ARN of the certificate. Required.</summary>
    public string? Principal { get; set; }
}

/// <summary>Output of ListPrincipalThings.</summary>
public class ListPrincipalThingsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListPrincipalThingsResponse> Shape = new()
    {
        { "things", Shapes.Texts, r => r.Things, (r, v) => r.Things = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    /// <summary>Names of the things of this page.</summary>
    public List<string>? Things { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }
}
