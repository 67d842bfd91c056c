using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>Input of GetRole. Reads a role.</summary>
public class GetRoleRequest : AmazonIdentityManagementServiceRequest
{
    internal static readonly Structure<GetRoleRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
    };

    internal static readonly Operation<GetRoleRequest, GetRoleResponse> Operation = new(
        IdentityManagementService.Instance, "GetRole", Shape, GetRoleResponse.Shape);

    /// <summary>Name of the role. Required.</summary>
    public string? RoleName { get; set; }
}

/// <summary>Output of GetRole.</summary>
public class GetRoleResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetRoleResponse> Shape = new()
    {
        { "Role", Role.Shape, r => r.Role, (r, v) => r.Role = v },
    };

    /// <summary>The role.</summary>
    public Role? Role { get; set; }
}
