using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of CreateFunction. Makes a function. It can be invoked once its state is Active.</summary>
public class CreateFunctionRequest : AmazonLambdaRequest
{
    internal static readonly Structure<CreateFunctionRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v },
        { "Runtime", Runtime.Shape, r => r.Runtime, (r, v) => r.Runtime = v },
        { "Role", Shapes.Text, r => r.Role, (r, v) => r.Role = v },
        { "Handler", Shapes.Text, r => r.Handler, (r, v) => r.Handler = v },
        { "Code", FunctionCode.Shape, r => r.Code, (r, v) => r.Code = v },
        { "Description", Shapes.Text, r => r.Description, (r, v) => r.Description = v },
        { "Timeout", Shapes.Integer, r => r.Timeout, (r, v) => r.Timeout = v },
        { "MemorySize", Shapes.Integer, r => r.MemorySize, (r, v) => r.MemorySize = v },
        { "Publish", Shapes.Flag, r => r.Publish, (r, v) => r.Publish = v },
        { "VpcConfig", VpcConfig.Shape, r => r.VpcConfig, (r, v) => r.VpcConfig = v },
        { "PackageType", PackageType.Shape, r => r.PackageType, (r, v) => r.PackageType = v },
        { "DeadLetterConfig", DeadLetterConfig.Shape, r => r.DeadLetterConfig, (r, v) => r.DeadLetterConfig = v },
        { "Environment", Environment.Shape, r => r.Environment, (r, v) => r.Environment = v },
        { "KMSKeyArn", Shapes.Text, r => r.KMSKeyArn, (r, v) => r.KMSKeyArn = v },
        { "TracingConfig", TracingConfig.Shape, r => r.TracingConfig, (r, v) => r.TracingConfig = v },
        { "Tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
        { "Layers", Shapes.Texts, r => r.Layers, (r, v) => r.Layers = v },
        { "Architectures", Shapes.List(Architecture.Shape), r => r.Architectures, (r, v) => r.Architectures = v },
        { "EphemeralStorage", EphemeralStorage.Shape, r => r.EphemeralStorage, (r, v) => r.EphemeralStorage = v },
        { "LoggingConfig", LoggingConfig.Shape, r => r.LoggingConfig, (r, v) => r.LoggingConfig = v },
    };

    internal static readonly Operation<CreateFunctionRequest, CreateFunctionResponse> Operation = new(
        LambdaService.Instance, "CreateFunction", "POST", "/2015-03-31/functions", Shape, CreateFunctionResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Runtime, such as <c>provided.al2023</c>.</summary>
    public Runtime? Runtime { get; set; }

    /// <summary>ARN of the role that the function runs with. Required.</summary>
    public string? Role { get; set; }

    /// <summary>Handler; any text for a custom runtime.</summary>
    public string? Handler { get; set; }

    /// <summary>The code. Required.</summary>
    public FunctionCode? Code { get; set; }

    /// <summary>Description.</summary>
    public string? Description { get; set; }

    /// <summary>Longest run, seconds, at most 900.</summary>
    public int? Timeout { get; set; }

    /// <summary>Memory, MB.</summary>
    public int? MemorySize { get; set; }

    /// <summary>Whether to publish a version.</summary>
    public bool? Publish { get; set; }

    /// <summary>Subnets and security groups.</summary>
    public VpcConfig? VpcConfig { get; set; }

    /// <summary>Zip or Image.</summary>
    public PackageType? PackageType { get; set; }

    /// <summary>Where events go that were not processed.</summary>
    public DeadLetterConfig? DeadLetterConfig { get; set; }

    /// <summary>Environment variables.</summary>
    public Environment? Environment { get; set; }

    /// <summary>Key that encrypts the environment variables.</summary>
    public string? KMSKeyArn { get; set; }

    /// <summary>X-Ray tracing.</summary>
    public TracingConfig? TracingConfig { get; set; }

    /// <summary>Tags.</summary>
    public Dictionary<string, string>? Tags { get; set; }

    /// <summary>ARNs of layer versions.</summary>
    public List<string>? Layers { get; set; }

    /// <summary>One instruction set, <c>x86_64</c> or <c>arm64</c>.</summary>
    public List<Architecture>? Architectures { get; set; }

    /// <summary>Size of /tmp.</summary>
    public EphemeralStorage? EphemeralStorage { get; set; }

    /// <summary>Logs.</summary>
    public LoggingConfig? LoggingConfig { get; set; }
}

/// <summary>Output of CreateFunction.</summary>
public class CreateFunctionResponse : FunctionConfiguration
{
    internal static new readonly Structure<CreateFunctionResponse> Shape = ShapeOf<CreateFunctionResponse>();
}
