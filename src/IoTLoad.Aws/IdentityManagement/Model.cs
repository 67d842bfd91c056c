using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

/// <summary>A role.</summary>
public class Role
{
    public string? AssumeRolePolicyDocument { get; set; }
    public List<Tag>? Tags { get; set; }
}

/// <summary>A tag.</summary>
public class Tag
{
    public string? Key { get; set; }
    public string? Value { get; set; }
}

/// <summary>Makes a role.</summary>
public class CreateRoleRequest : AmazonWebServiceRequest
{
    public string? RoleName { get; set; }
    public string? AssumeRolePolicyDocument { get; set; }
    public string? Description { get; set; }
    public List<Tag>? Tags { get; set; }
}

/// <summary>Deletes a role that has no policies.</summary>
public class DeleteRoleRequest : AmazonWebServiceRequest
{
    public string? RoleName { get; set; }
}

/// <summary>Deletes an inline policy of a role.</summary>
public class DeleteRolePolicyRequest : AmazonWebServiceRequest
{
    public string? RoleName { get; set; }
    public string? PolicyName { get; set; }
}

/// <summary>Reads a role.</summary>
public class GetRoleRequest : AmazonWebServiceRequest
{
    public string? RoleName { get; set; }
}

public class GetRoleResponse : AmazonWebServiceResponse
{
    public Role? Role { get; set; }
}

/// <summary>Reads an inline policy of a role.</summary>
public class GetRolePolicyRequest : AmazonWebServiceRequest
{
    public string? RoleName { get; set; }
    public string? PolicyName { get; set; }
}

public class GetRolePolicyResponse : AmazonWebServiceResponse
{
    public string? PolicyDocument { get; set; }
}

/// <summary>Adds an inline policy to a role, or replaces it.</summary>
public class PutRolePolicyRequest : AmazonWebServiceRequest
{
    public string? RoleName { get; set; }
    public string? PolicyName { get; set; }
    public string? PolicyDocument { get; set; }
}

/// <summary>Replaces the policy that says who may assume a role.</summary>
public class UpdateAssumeRolePolicyRequest : AmazonWebServiceRequest
{
    public string? RoleName { get; set; }
    public string? PolicyDocument { get; set; }
}
