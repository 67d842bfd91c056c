using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Writes an object to an S3 bucket.</summary>
public class S3Action
{
    internal static readonly Structure<S3Action> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "bucketName", Shapes.Text, r => r.BucketName, (r, v) => r.BucketName = v },
        { "key", Shapes.Text, r => r.Key, (r, v) => r.Key = v },
        { "cannedAcl", CannedAccessControlList.Shape, r => r.CannedAcl, (r, v) => r.CannedAcl = v },
    };

    /// <summary>ARN of the role that allows the action. Required.</summary>
    public string? RoleArn { get; set; }

    /// <summary>Name of the bucket. Required.</summary>
    public string? BucketName { get; set; }

    /// <summary>Key of the object; may have substitution templates. Required.</summary>
    public string? Key { get; set; }

    /// <summary>Access control of the object.</summary>
    public CannedAccessControlList? CannedAcl { get; set; }
}
