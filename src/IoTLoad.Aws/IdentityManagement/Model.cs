using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>A role.</summary>
public class Role
{
    internal static readonly Structure<Role> Shape = new()
    {
        { "AssumeRolePolicyDocument", Shapes.Text, r => r.AssumeRolePolicyDocument, (r, v) => r.AssumeRolePolicyDocument = v },
        { "Tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    public string? AssumeRolePolicyDocument { get; set; }
    public List<Tag>? Tags { get; set; }
}

/// <summary>A tag.</summary>
public class Tag
{
    internal static readonly Structure<Tag> Shape = new()
    {
        { "Key", Shapes.Text, r => r.Key, (r, v) => r.Key = v },
        { "Value", Shapes.Text, r => r.Value, (r, v) => r.Value = v },
    };

    public string? Key { get; set; }
    public string? Value { get; set; }
}

/// <summary>Makes a role.</summary>
public class CreateRoleRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<CreateRoleRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "AssumeRolePolicyDocument", Shapes.Text, r => r.AssumeRolePolicyDocument, (r, v) => r.AssumeRolePolicyDocument = v },
        { "Description", Shapes.Text, r => r.Description, (r, v) => r.Description = v },
        { "Tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<CreateRoleRequest, AmazonWebServiceResponse> Operation = new(
        IdentityManagementService.Instance, "CreateRole", Shape);

    public string? RoleName { get; set; }
    public string? AssumeRolePolicyDocument { get; set; }
    public string? Description { get; set; }
    public List<Tag>? Tags { get; set; }
}

/// <summary>Deletes a role that has no policies.</summary>
public class DeleteRoleRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DeleteRoleRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
    };

    internal static readonly Operation<DeleteRoleRequest, AmazonWebServiceResponse> Operation = new(
        IdentityManagementService.Instance, "DeleteRole", Shape);

    public string? RoleName { get; set; }
}

/// <summary>Deletes an inline policy of a role.</summary>
public class DeleteRolePolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DeleteRolePolicyRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "PolicyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
    };

    internal static readonly Operation<DeleteRolePolicyRequest, AmazonWebServiceResponse> Operation = new(
        IdentityManagementService.Instance, "DeleteRolePolicy", Shape);

    public string? RoleName { get; set; }
    public string? PolicyName { get; set; }
}

/// <summary>Reads a role.</summary>
public class GetRoleRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<GetRoleRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
    };

    internal static readonly Operation<GetRoleRequest, GetRoleResponse> Operation = new(
        IdentityManagementService.Instance, "GetRole", Shape, GetRoleResponse.Shape);

    public string? RoleName { get; set; }
}

public class GetRoleResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetRoleResponse> Shape = new()
    {
        { "Role", Role.Shape, r => r.Role, (r, v) => r.Role = v },
    };

    public Role? Role { get; set; }
}

/// <summary>Reads an inline policy of a role.</summary>
public class GetRolePolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<GetRolePolicyRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "PolicyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
    };

    internal static readonly Operation<GetRolePolicyRequest, GetRolePolicyResponse> Operation = new(
        IdentityManagementService.Instance, "GetRolePolicy", Shape, GetRolePolicyResponse.Shape);

    public string? RoleName { get; set; }
    public string? PolicyName { get; set; }
}

public class GetRolePolicyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetRolePolicyResponse> Shape = new()
    {
        { "PolicyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
    };

    public string? PolicyDocument { get; set; }
}

/// <summary>Adds an inline policy to a role, or replaces it.</summary>
public class PutRolePolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<PutRolePolicyRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "PolicyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
        { "PolicyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
    };

    internal static readonly Operation<PutRolePolicyRequest, AmazonWebServiceResponse> Operation = new(
        IdentityManagementService.Instance, "PutRolePolicy", Shape);

    public string? RoleName { get; set; }
    public string? PolicyName { get; set; }
    public string? PolicyDocument { get; set; }
}

/// <summary>Replaces the policy that says who may assume a role.</summary>
public class UpdateAssumeRolePolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<UpdateAssumeRolePolicyRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "PolicyDocument", Shapes.Text, r => r.PolicyDocument, (r, v) => r.PolicyDocument = v },
    };

    internal static readonly Operation<UpdateAssumeRolePolicyRequest, AmazonWebServiceResponse> Operation = new(
        IdentityManagementService.Instance, "UpdateAssumeRolePolicy", Shape);

    public string? RoleName { get; set; }
    public string? PolicyDocument { get; set; }
}
