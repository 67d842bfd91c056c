using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ListTargetsForPolicy. Lists what a policy is attached to, a page at a time.</summary>
public class ListTargetsForPolicyRequest : AmazonIoTRequest
{
    internal static readonly Structure<ListTargetsForPolicyRequest> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v, Place.Path },
        { "marker", Shapes.Text, r => r.Marker, (r, v) => r.Marker = v, Place.Query },
        { "pageSize", Shapes.Integer, r => r.PageSize, (r, v) => r.PageSize = v, Place.Query },
    };

    internal static readonly Operation<ListTargetsForPolicyRequest, ListTargetsForPolicyResponse> Operation = new(
        IoTService.Instance, "ListTargetsForPolicy", "POST", "/policy-targets/{policyName}", Shape, ListTargetsForPolicyResponse.Shape);

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }

    /// <summary>Where this page begins; not set for the first.</summary>
    public string? Marker { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? PageSize { get; set; }
}

/// <summary>Output of ListTargetsForPolicy.</summary>
public class ListTargetsForPolicyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListTargetsForPolicyResponse> Shape = new()
    {
        { "targets", Shapes.Texts, r => r.Targets, (r, v) => r.Targets = v },
        { "nextMarker", Shapes.Text, r => r.NextMarker, (r, v) => r.NextMarker = v },
    };

    /// <summary>ARNs of the targets of this page.</summary>
    public List<string>? Targets { get; set; }

    /// <summary>Where the next page begins; not set on the last.</summary>
    public string? NextMarker { get; set; }
}
