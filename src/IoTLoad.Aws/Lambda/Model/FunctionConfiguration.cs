using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>A function's configuration. Responses that consist of one derive from it.</summary>
public class FunctionConfiguration : AmazonWebServiceResponse
{
    internal static readonly Structure<FunctionConfiguration> Shape = ShapeOf<FunctionConfiguration>();

    /// <summary>Name or ARN of the function.</summary>
    public string? FunctionName { get; set; }

    /// <summary>ARN of the function.</summary>
    public string? FunctionArn { get; set; }

    /// <summary>Runtime, such as <c>provided.al2023</c>.</summary>
    public Runtime? Runtime { get; set; }

    /// <summary>ARN of the role that the function runs with.</summary>
    public string? Role { get; set; }

    /// <summary>Handler; any text for a custom runtime.</summary>
    public string? Handler { get; set; }

    /// <summary>Size of the zip file, bytes.</summary>
    public long? CodeSize { get; set; }

    /// <summary>Description.</summary>
    public string? Description { get; set; }

    /// <summary>Longest run, seconds, at most 900.</summary>
    public int? Timeout { get; set; }

    /// <summary>Memory, MB.</summary>
    public int? MemorySize { get; set; }

    /// <summary>When it was changed, ISO 8601.</summary>
    public string? LastModified { get; set; }

    /// <summary>SHA-256 of the zip file, base64.</summary>
    public string? CodeSha256 { get; set; }

    /// <summary>Version.</summary>
    public string? Version { get; set; }

    /// <summary>Subnets and security groups.</summary>
    public VpcConfigResponse? VpcConfig { get; set; }

    /// <summary>Where events go that were not processed.</summary>
    public DeadLetterConfig? DeadLetterConfig { get; set; }

    /// <summary>Environment variables.</summary>
    public EnvironmentResponse? Environment { get; set; }

    /// <summary>Key that encrypts the environment variables.</summary>
    public string? KMSKeyArn { get; set; }

    /// <summary>X-Ray tracing.</summary>
    public TracingConfigResponse? TracingConfig { get; set; }

    /// <summary>Revision that it must have, or has.</summary>
    public string? RevisionId { get; set; }

    /// <summary>Layers.</summary>
    public List<Layer>? Layers { get; set; }

    /// <summary>State.</summary>
    public State? State { get; set; }

    /// <summary>Why the function is in this state.</summary>
    public string? StateReason { get; set; }

    /// <summary>Code of that reason.</summary>
    public StateReasonCode? StateReasonCode { get; set; }

    /// <summary>Whether the last update is done.</summary>
    public LastUpdateStatus? LastUpdateStatus { get; set; }

    /// <summary>Why the last update is not done, or failed.</summary>
    public string? LastUpdateStatusReason { get; set; }

    /// <summary>Code of that reason.</summary>
    public LastUpdateStatusReasonCode? LastUpdateStatusReasonCode { get; set; }

    /// <summary>Zip or Image.</summary>
    public PackageType? PackageType { get; set; }

    /// <summary>One instruction set, <c>x86_64</c> or <c>arm64</c>.</summary>
    public List<Architecture>? Architectures { get; set; }

    /// <summary>Size of /tmp.</summary>
    public EphemeralStorage? EphemeralStorage { get; set; }

    /// <summary>Logs.</summary>
    public LoggingConfig? LoggingConfig { get; set; }

    internal static Structure<T> ShapeOf<T>()
        where T : FunctionConfiguration, new() => new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v },
        { "FunctionArn", Shapes.Text, r => r.FunctionArn, (r, v) => r.FunctionArn = v },
        { "Runtime", Runtime.Shape, r => r.Runtime, (r, v) => r.Runtime = v },
        { "Role", Shapes.Text, r => r.Role, (r, v) => r.Role = v },
        { "Handler", Shapes.Text, r => r.Handler, (r, v) => r.Handler = v },
        { "CodeSize", Shapes.Long, r => r.CodeSize, (r, v) => r.CodeSize = v },
        { "Description", Shapes.Text, r => r.Description, (r, v) => r.Description = v },
        { "Timeout", Shapes.Integer, r => r.Timeout, (r, v) => r.Timeout = v },
        { "MemorySize", Shapes.Integer, r => r.MemorySize, (r, v) => r.MemorySize = v },
        { "LastModified", Shapes.Text, r => r.LastModified, (r, v) => r.LastModified = v },
        { "CodeSha256", Shapes.Text, r => r.CodeSha256, (r, v) => r.CodeSha256 = v },
        { "Version", Shapes.Text, r => r.Version, (r, v) => r.Version = v },
        { "VpcConfig", VpcConfigResponse.Shape, r => r.VpcConfig, (r, v) => r.VpcConfig = v },
        { "DeadLetterConfig", DeadLetterConfig.Shape, r => r.DeadLetterConfig, (r, v) => r.DeadLetterConfig = v },
        { "Environment", EnvironmentResponse.Shape, r => r.Environment, (r, v) => r.Environment = v },
        { "KMSKeyArn", Shapes.Text, r => r.KMSKeyArn, (r, v) => r.KMSKeyArn = v },
        { "TracingConfig", TracingConfigResponse.Shape, r => r.TracingConfig, (r, v) => r.TracingConfig = v },
        { "RevisionId", Shapes.Text, r => r.RevisionId, (r, v) => r.RevisionId = v },
        { "Layers", Shapes.List(Layer.Shape), r => r.Layers, (r, v) => r.Layers = v },
        { "State", State.Shape, r => r.State, (r, v) => r.State = v },
        { "StateReason", Shapes.Text, r => r.StateReason, (r, v) => r.StateReason = v },
        { "StateReasonCode", StateReasonCode.Shape, r => r.StateReasonCode, (r, v) => r.StateReasonCode = v },
        { "LastUpdateStatus", LastUpdateStatus.Shape, r => r.LastUpdateStatus, (r, v) => r.LastUpdateStatus = v },
        { "LastUpdateStatusReason", Shapes.Text, r => r.LastUpdateStatusReason, (r, v) => r.LastUpdateStatusReason = v },
        { "LastUpdateStatusReasonCode", LastUpdateStatusReasonCode.Shape, r => r.LastUpdateStatusReasonCode, (r, v) => r.LastUpdateStatusReasonCode = v },
        { "PackageType", PackageType.Shape, r => r.PackageType, (r, v) => r.PackageType = v },
        { "Architectures", Shapes.List(Architecture.Shape), r => r.Architectures, (r, v) => r.Architectures = v },
        { "EphemeralStorage", EphemeralStorage.Shape, r => r.EphemeralStorage, (r, v) => r.EphemeralStorage = v },
        { "LoggingConfig", LoggingConfig.Shape, r => r.LoggingConfig, (r, v) => r.LoggingConfig = v },
    };
}
