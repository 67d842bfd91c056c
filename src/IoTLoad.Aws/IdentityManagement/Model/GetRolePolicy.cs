using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>Input of GetRolePolicy. Reads an inline policy of a role.</summary>
public class GetRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    internal static readonly Structure<GetRolePolicyRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "PolicyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
    };

    internal static readonly Operation<GetRolePolicyRequest, GetRolePolicyResponse> Operation = new(
        IdentityManagementService.Instance, "GetRolePolicy", Shape, GetRolePolicyResponse.Shape);

    /// <summary>Name of the role. Required.</summary>
    public string? RoleName { get; set; }

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }
}

/// <summary>Output of GetRolePolicy.</summary>
public class GetRolePolicyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetRolePolicyResponse> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "PolicyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
        { "PolicyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
    };

    /// <summary>Name of the role.</summary>
    public string? RoleName { get; set; }

    /// <summary>Name of the policy.</summary>
    public string? PolicyName { get; set; }

    /// <summary>The policy: JSON, percent-encoded as the service sends it.</summary>
    public string? PolicyDocument { get; set; }
}
