using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>Input of UpdateAssumeRolePolicy. Replaces the policy that says who may assume a role.</summary>
public class UpdateAssumeRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    internal static readonly Structure<UpdateAssumeRolePolicyRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "PolicyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
    };

    internal static readonly Operation<UpdateAssumeRolePolicyRequest, UpdateAssumeRolePolicyResponse> Operation = new(
        IdentityManagementService.Instance, "UpdateAssumeRolePolicy", Shape);

    /// <summary>Name of the role. Required.</summary>
    public string? RoleName { get; set; }

    /// <summary>The policy, JSON. Required.</summary>
    public string? PolicyDocument { get; set; }
}

/// <summary>Output of UpdateAssumeRolePolicy: nothing but that it succeeded.</summary>
public class UpdateAssumeRolePolicyResponse : AmazonWebServiceResponse;
