using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>Input of DeleteRole. Deletes a role that has no policies.</summary>
public class DeleteRoleRequest : AmazonIdentityManagementServiceRequest
{
    internal static readonly Structure<DeleteRoleRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
    };

    internal static readonly Operation<DeleteRoleRequest, DeleteRoleResponse> Operation = new(
        IdentityManagementService.Instance, "DeleteRole", Shape);

    /// <summary>Name of the role. Required.</summary>
    public string? RoleName { get; set; }
}

/// <summary>Output of DeleteRole: nothing but that it succeeded.</summary>
public class DeleteRoleResponse : AmazonWebServiceResponse;
