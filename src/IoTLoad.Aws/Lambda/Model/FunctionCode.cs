using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>A function's code: a zip file, here or in S3.</summary>
public class FunctionCode
{
    internal static readonly Structure<FunctionCode> Shape = new()
    {
        { "ZipFile", Shapes.Bytes, r => r.ZipFile, (r, v) => r.ZipFile = v },
        { "S3Bucket", Shapes.Text, r => r.S3Bucket, (r, v) => r.S3Bucket = v },
        { "S3Key", Shapes.Text, r => r.S3Key, (r, v) => r.S3Key = v },
        { "S3ObjectVersion", Shapes.Text, r => r.S3ObjectVersion, (r, v) => r.S3ObjectVersion = v },
    };

    /// <summary>The zip file, at most 50 MiB.</summary>
    public MemoryStream? ZipFile { get; set; }

    /// <summary>Bucket that the zip file is in.</summary>
    public string? S3Bucket { get; set; }

    /// <summary>The zip file's key.</summary>
    public string? S3Key { get; set; }

    /// <summary>The zip file's version.</summary>
    public string? S3ObjectVersion { get; set; }
}
