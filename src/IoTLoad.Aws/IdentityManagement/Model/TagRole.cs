using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>Input of TagRole. Adds tags to a role, or changes their values.</summary>
public class TagRoleRequest : AmazonIdentityManagementServiceRequest
{
    internal static readonly Structure<TagRoleRequest> Shape = new()
    {
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "Tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<TagRoleRequest, TagRoleResponse> Operation = new(
        IdentityManagementService.Instance, "TagRole", Shape);

    /// <summary>Name of the role. Required.</summary>
    public string? RoleName { get; set; }

    /// <summary>Tags. Required.</summary>
    public List<Tag>? Tags { get; set; }
}

/// <summary>Output of TagRole: nothing but that it succeeded.</summary>
public class TagRoleResponse : AmazonWebServiceResponse;
