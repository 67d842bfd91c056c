using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>Input of DeleteRolePolicy. Deletes an inline policy of a role.</summary>
public class DeleteRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    internal static readonly Structure<DeleteRolePolicyRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "PolicyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
    };

    internal static readonly Operation<DeleteRolePolicyRequest, DeleteRolePolicyResponse> Operation = new(
        IdentityManagementService.Instance, "DeleteRolePolicy", Shape);

    /// <summary>Name of the role. Required.</summary>
    public string? RoleName { get; set; }

    /// <summary>Name of the policy. Required.</summary>
    public string? PolicyName { get; set; }
}

/// <summary>Output of DeleteRolePolicy: nothing but that it succeeded.</summary>
public class DeleteRolePolicyResponse : AmazonWebServiceResponse;
