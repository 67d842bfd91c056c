using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of UpdateFunctionCode. Replaces a function's code.</summary>
public class UpdateFunctionCodeRequest : AmazonLambdaRequest
{
    internal static readonly Structure<UpdateFunctionCodeRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "ZipFile", Shapes.Bytes, r => r.ZipFile, (r, v) => r.ZipFile = v },
        { "S3Bucket", Shapes.Text, r => r.S3Bucket, (r, v) => r.S3Bucket = v },
        { "S3Key", Shapes.Text, r => r.S3Key, (r, v) => r.S3Key = v },
        { "S3ObjectVersion", Shapes.Text, r => r.S3ObjectVersion, (r, v) => r.S3ObjectVersion = v },
        { "Publish", Shapes.Flag, r => r.Publish, (r, v) => r.Publish = v },
        { "RevisionId", Shapes.Text, r => r.RevisionId, (r, v) => r.RevisionId = v },
        { "Architectures", Shapes.List(Architecture.Shape), r => r.Architectures, (r, v) => r.Architectures = v },
    };

    internal static readonly Operation<UpdateFunctionCodeRequest, UpdateFunctionCodeResponse> Operation = new(
        LambdaService.Instance, "UpdateFunctionCode", "PUT", "/2015-03-31/functions/{FunctionName}/code", Shape, UpdateFunctionCodeResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>The zip file, at most 50 MiB.</summary>
    public MemoryStream? ZipFile { get; set; }

    /// <summary>Bucket that the zip file is in.</summary>
    public string? S3Bucket { get; set; }

    /// <summary>The zip file's key.</summary>
    public string? S3Key { get; set; }

    /// <summary>The zip file's version.</summary>
    public string? S3ObjectVersion { get; set; }

    /// <summary>Whether to publish a version.</summary>
    public bool? Publish { get; set; }

    /// <summary>Revision that it must have, or has.</summary>
    public string? RevisionId { get; set; }

    /// <summary>One instruction set, <c>x86_64</c> or <c>arm64</c>.</summary>
    public List<Architecture>? Architectures { get; set; }
}

/// <summary>Output of UpdateFunctionCode.</summary>
public class UpdateFunctionCodeResponse : FunctionConfiguration
{
    internal static new readonly Structure<UpdateFunctionCodeResponse> Shape = ShapeOf<UpdateFunctionCodeResponse>();
}
