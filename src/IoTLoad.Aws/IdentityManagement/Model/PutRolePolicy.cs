using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>Input of PutRolePolicy. Adds an inline policy to a role, or replaces it.</summary>
public class PutRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    internal static readonly Structure<PutRolePolicyRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "PolicyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
        { "PolicyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
    };

    internal static readonly Operation<PutRolePolicyRequest, PutRolePolicyResponse> Operation = new(
        IdentityManagementService.Instance, "PutRolePolicy", Shape);

    /// <summary>Name of the role. Required.</summary>
    public string? RoleName { get; set; }

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }

    /// <summary>The policy, JSON. Required.</summary>
    public string? PolicyDocument { get; set; }
}

/// <summary>Output of PutRolePolicy: nothing but that it succeeded.</summary>
public class PutRolePolicyResponse : AmazonWebServiceResponse;
