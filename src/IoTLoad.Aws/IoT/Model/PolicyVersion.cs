using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A version of a policy.</summary>
public class PolicyVersion
{
    internal static readonly Structure<PolicyVersion> Shape = new()
    {
        { "versionId", Shapes.Text, r => r.VersionId, (r, v) => r.VersionId = v },
        { "isDefaultVersion", Shapes.Flag, r => r.IsDefaultVersion, (r, v) => r.IsDefaultVersion = v },
        { "createDate", Shapes.Time, r => r.CreateDate, (r, v) => r.CreateDate = v },
    };

    /// <summary>ID of the version.</summary>
    public string? VersionId { get; set; }

    /// <summary>Whether it is the default version.</summary>
    public bool? IsDefaultVersion { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime? CreateDate { get; set; }
}
