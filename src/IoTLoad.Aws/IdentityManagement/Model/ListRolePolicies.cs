using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>Input of ListRolePolicies. Lists the names of a role's inline policies, a page at a time.</summary>
public class ListRolePoliciesRequest : AmazonIdentityManagementServiceRequest
{
    internal static readonly Structure<ListRolePoliciesRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "Marker", Shapes.Text, r => r.Marker, (r, v) => r.Marker = v },
        { "MaxItems", Shapes.Integer, r => r.MaxItems, (r, v) => r.MaxItems = v },
    };

    internal static readonly Operation<ListRolePoliciesRequest, ListRolePoliciesResponse> Operation = new(
        IdentityManagementService.Instance, "ListRolePolicies", Shape, ListRolePoliciesResponse.Shape);

    /// <summary>Name of the role. Required.</summary>
    public string? RoleName { get; set; }

    /// <summary>Where this page begins; not set for the first.</summary>
    public string? Marker { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? MaxItems { get; set; }
}

/// <summary>Output of ListRolePolicies.</summary>
public class ListRolePoliciesResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListRolePoliciesResponse> Shape = new()
    {
        { "PolicyNames", Shapes.Texts, r => r.PolicyNames, (r, v) => r.PolicyNames = v },
        { "IsTruncated", Shapes.Flag, r => r.IsTruncated, (r, v) => r.IsTruncated = v },
        { "Marker", Shapes.Text, r => r.Marker, (r, v) => r.Marker = v },
    };

    /// <summary>Names of the policies of this page.</summary>
    public List<string>? PolicyNames { get; set; }

    /// <summary>Whether there are more.</summary>
    public bool? IsTruncated { get; set; }

    /// <summary>Where the next page begins.</summary>
    public string? Marker { get; set; }
}
