using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement.Model;

/// <summary>A role.</summary>
public class Role
{
    internal static readonly Structure<Role> Shape = new()
    {
        { "Path", Shapes.Text, r => r.Path, (r, v) => r.Path = v },
        { "RoleName", Shapes.Text, r => r.RoleName, (r, v) => r.RoleName = v },
        { "RoleId", Shapes.Text, r => r.RoleId, (r, v) => r.RoleId = v },
        { "Arn", Shapes.Text, r => r.Arn, (r, v) => r.Arn = v },
        { "CreateDate", Shapes.Time, r => r.CreateDate, (r, v) => r.CreateDate = v },
        { "AssumeRolePolicyDocument", Shapes.Text, r => r.AssumeRolePolicyDocument, (r, v) => r.AssumeRolePolicyDocument = v },
        { "Description", Shapes.Text, r => r.Description, (r, v) => r.Description = v },
        { "MaxSessionDuration", Shapes.Integer, r => r.MaxSessionDuration, (r, v) => r.MaxSessionDuration = v },
        { "Tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    /// <summary>Path of the role, <c>/</c> by default. Required.</summary>
    public string? Path { get; set; }

    /// <summary>Name of the role. Required.</summary>
    public string? RoleName { get; set; }

    /// <summary>ID of the role. Required.</summary>
    public string? RoleId { get; set; }

    /// <summary>The ARN. Required.</summary>
    public string? Arn { get; set; }

    /// <summary>When it was made. Required.</summary>
    public DateTime? CreateDate { get; set; }

    /// <summary>Who may assume the role: JSON, percent-encoded as the service sends it.</summary>
    public string? AssumeRolePolicyDocument { get; set; }

    /// <summary>Description.</summary>
    public string? Description { get; set; }

    /// <summary>Longest session, seconds.</summary>
    public int? MaxSessionDuration { get; set; }

    /// <summary>Tags.</summary>
    public List<Tag>? Tags { get; set; }
}
