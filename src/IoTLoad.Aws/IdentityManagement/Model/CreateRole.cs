using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>Input of CreateRole. Makes a role.</summary>
public class CreateRoleRequest : AmazonIdentityManagementServiceRequest
{
    internal static readonly Structure<CreateRoleRequest> Shape = new()
    {
        { "Path", Shapes.Text, r => r.Path, (r, v) => r.Path = v },
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "AssumeRolePolicyDocument", Shapes.Text, r => r.AssumeRolePolicyDocument, (r, v) => r.AssumeRolePolicyDocument = v },
        { "Description", Shapes.Text, r => r.Description, (r, v) => r.Description = v },
        { "MaxSessionDuration", Shapes.Integer, r => r.MaxSessionDuration, (r, v) => r.MaxSessionDuration = v },
        { "PermissionsBoundary", Shapes.Text, r => r.PermissionsBoundary, (r, v) => r.PermissionsBoundary = v },
        { "Tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<CreateRoleRequest, CreateRoleResponse> Operation = new(
        IdentityManagementService.Instance, "CreateRole", Shape, CreateRoleResponse.Shape);

    /// <summary>Path of the role, <c>/</c> by default.</summary>
    public string? Path { get; set; }

    /// <summary>Name of the role. Required.</summary>
    public string? RoleName { get; set; }

    /// <summary>Who may assume the role. Required.</summary>
    public string? AssumeRolePolicyDocument { get; set; }

    /// <summary>Description.</summary>
    public string? Description { get; set; }

    /// <summary>Longest session, seconds.</summary>
    public int? MaxSessionDuration { get; set; }

    /// <summary>ARN of the policy that bounds the role's rights.</summary>
    public string? PermissionsBoundary { get; set; }

    /// <summary>Tags.</summary>
    public List<Tag>? Tags { get; set; }
}

/// <summary>Output of CreateRole.</summary>
public class CreateRoleResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<CreateRoleResponse> Shape = new()
    {
        { "Role", Role.Shape, r => r.Role, (r, v) => r.Role = v },
    };

    /// <summary>The role.</summary>
    public Role? Role { get; set; }
}
