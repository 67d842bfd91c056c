using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ListAttachedPolicies. Lists the policies of a target, a page at a time.</summary>
public class ListAttachedPoliciesRequest : AmazonIoTRequest
{
    internal static readonly Structure<ListAttachedPoliciesRequest> Shape = new()
    {
        { "target", Shapes.Text, r => r.Target, (r, v) => r.Target = v, Place.Path },
        { "recursive", Shapes.Flag, r => r.Recursive, (r, v) => r.Recursive = v, Place.Query },
        { "marker", Shapes.Text, r => r.Marker, (r, v) => r.Marker = v, Place.Query },
        { "pageSize", Shapes.Integer, r => r.PageSize, (r, v) => r.PageSize = v, Place.Query },
    };

    internal static readonly Operation<ListAttachedPoliciesRequest, ListAttachedPoliciesResponse> Operation = new(
        IoTService.Instance, "ListAttachedPolicies", "POST", "/attached-policies/{target}", Shape, ListAttachedPoliciesResponse.Shape);

    /// <summary>ARN of the certificate, thing group or identity. Required.</summary>
    public string? Target { get; set; }

    /// <summary>Whether to list policies of the target's thing groups too.</summary>
    public bool? Recursive { get; set; }

    /// <summary>Where this page begins; not set for the first.</summary>
    public string? Marker { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? PageSize { get; set; }
}

/// <summary>Output of ListAttachedPolicies.</summary>
public class ListAttachedPoliciesResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListAttachedPoliciesResponse> Shape = new()
    {
        { "policies", Shapes.List(Policy.Shape), r => r.Policies, (r, v) => r.Policies = v },
        { "nextMarker", Shapes.Text, r => r.NextMarker, (r, v) => r.NextMarker = v },
    };

    /// <summary>The policies of this page.</summary>
    public List<Policy>? Policies { get; set; }

    /// <summary>Where the next page begins; not set on the last.</summary>
    public string? NextMarker { get; set; }
}
