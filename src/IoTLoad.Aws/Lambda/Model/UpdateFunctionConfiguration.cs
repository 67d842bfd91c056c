using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of UpdateFunctionConfiguration. Changes a function's configuration; what is not set stays as it is.</summary>
public class UpdateFunctionConfigurationRequest : AmazonLambdaRequest
{
    internal static readonly Structure<UpdateFunctionConfigurationRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Role", Shapes.Text, r => r.Role, (r, v) => r.Role = v },
        { "Handler", Shapes.Text, r => r.Handler, (r, v) => r.Handler = v },
        { "Description", Shapes.Text, r => r.Description, (r, v) => r.Description = v },
        { "Timeout", Shapes.Integer, r => r.Timeout, (r, v) => r.Timeout = v },
        { "MemorySize", Shapes.Integer, r => r.MemorySize, (r, v) => r.MemorySize = v },
        { "VpcConfig", VpcConfig.Shape, r => r.VpcConfig, (r, v) => r.VpcConfig = v },
        { "Environment", Environment.Shape, r => r.Environment, (r, v) => r.Environment = v },
        { "Runtime", Runtime.Shape, r => r.Runtime, (r, v) => r.Runtime = v },
        { "DeadLetterConfig", DeadLetterConfig.Shape, r => r.DeadLetterConfig, (r, v) => r.DeadLetterConfig = v },
        { "KMSKeyArn", Shapes.Text, r => r.KMSKeyArn, (r, v) => r.KMSKeyArn = v },
        { "TracingConfig", TracingConfig.Shape, r => r.TracingConfig, (r, v) => r.TracingConfig = v },
        { "RevisionId", Shapes.Text, r => r.RevisionId, (r, v) => r.RevisionId = v },
        { "Layers", Shapes.Texts, r => r.Layers, (r, v) => r.Layers = v },
        { "EphemeralStorage", EphemeralStorage.Shape, r => r.EphemeralStorage, (r, v) => r.EphemeralStorage = v },
        { "LoggingConfig", LoggingConfig.Shape, r => r.LoggingConfig, (r, v) => r.LoggingConfig = v },
    };

    internal static readonly Operation<UpdateFunctionConfigurationRequest, UpdateFunctionConfigurationResponse> Operation = new(
        LambdaService.Instance, "UpdateFunctionConfiguration", "PUT", "/2015-03-31/functions/{FunctionName}/configuration", Shape, UpdateFunctionConfigurationResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>ARN of the role that the function runs with.</summary>
    public string? Role { get; set; }

    /// <summary>Handler; any text for a custom runtime.</summary>
    public string? Handler { get; set; }

    /// <summary>Description.</summary>
    public string? Description { get; set; }

    /// <summary>Longest run, seconds, at most 900.</summary>
    public int? Timeout { get; set; }

    /// <summary>Memory, MB.</summary>
    public int? MemorySize { get; set; }

    /// <summary>Subnets and security groups.</summary>
    public VpcConfig? VpcConfig { get; set; }

    /// <summary>Environment variables.</summary>
    public Environment? Environment { get; set; }

    /// <summary>Runtime, such as <c>provided.al2023</c>.</summary>
    public Runtime? Runtime { get; set; }

    /// <summary>Where events go that were not processed.</summary>
    public DeadLetterConfig? DeadLetterConfig { get; set; }

    /// <summary>Key that encrypts the environment variables.</summary>
    public string? KMSKeyArn { get; set; }

    /// <summary>X-Ray tracing.</summary>
    public TracingConfig? TracingConfig { get; set; }

    /// <summary>Revision that it must have, or has.</summary>
    public string? RevisionId { get; set; }

    /// <summary>ARNs of layer versions.</summary>
    public List<string>? Layers { get; set; }

    /// <summary>Size of /tmp.</summary>
    public EphemeralStorage? EphemeralStorage { get; set; }

    /// <summary>Logs.</summary>
    public LoggingConfig? LoggingConfig { get; set; }
}

/// <summary>Output of UpdateFunctionConfiguration.</summary>
public class UpdateFunctionConfigurationResponse : FunctionConfiguration
{
    internal static new readonly Structure<UpdateFunctionConfigurationResponse> Shape = ShapeOf<UpdateFunctionConfigurationResponse>();
}
