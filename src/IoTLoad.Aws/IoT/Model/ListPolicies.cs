using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ListPolicies. Lists policies, a page at a time.</summary>
public class ListPoliciesRequest : AmazonIoTRequest
{
    internal static readonly Structure<ListPoliciesRequest> Shape = new()
    {
        { "marker", Shapes.Text, r => r.Marker, (r, v) => r.Marker = v, Place.Query },
        { "pageSize", Shapes.Integer, r => r.PageSize, (r, v) => r.PageSize = v, Place.Query },
        { "isAscendingOrder", Shapes.Flag, r => r.AscendingOrder, (r, v) => r.AscendingOrder = v, Place.Query },
    };

    internal static readonly Operation<ListPoliciesRequest, ListPoliciesResponse> Operation = new(
        IoTService.Instance, "ListPolicies", "GET", "/policies", Shape, ListPoliciesResponse.Shape);

    /// <summary>Where this page begins; not set for the first.</summary>
    public string? Marker { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? PageSize { get; set; }

    /// <summary>Whether the oldest come first.</summary>
    public bool? AscendingOrder { get; set; }
}

/// <summary>Output of ListPolicies.</summary>
public class ListPoliciesResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListPoliciesResponse> Shape = new()
    {
        { "policies", Shapes.List(Policy.Shape), r => r.Policies, (r, v) => r.Policies = v },
        { "nextMarker", Shapes.Text, r => r.NextMarker, (r, v) => r.NextMarker = v },
    };

    /// <summary>The policies of this page.</summary>
    public List<Policy>? Policies { get; set; }

    /// <summary>Where the next page begins; not set on the last.</summary>
    public string? NextMarker { get; set; }
}
