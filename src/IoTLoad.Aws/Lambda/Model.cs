using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Environment variables.</summary>
public class Environment
{
    internal static readonly Structure<Environment> Shape = new()
    {
        { "Variables", Shapes.Map, r => r.Variables, (r, v) => r.Variables = v },
    };

    public Dictionary<string, string>? Variables { get; set; }
}

/// <summary>A function's code: a zip file, here or in S3.</summary>
public class FunctionCode
{
    internal static readonly Structure<FunctionCode> Shape = new()
    {
        { "ZipFile", Shapes.Bytes, r => r.ZipFile, (r, v) => r.ZipFile = v },
        { "S3Bucket", Shapes.Text, r => r.S3Bucket, (r, v) => r.S3Bucket = v },
        { "S3Key", Shapes.Text, r => r.S3Key, (r, v) => r.S3Key = v },
    };

    public MemoryStream? ZipFile { get; set; }
    public string? S3Bucket { get; set; }
    public string? S3Key { get; set; }
}

/// <summary>Where a function's code can be downloaded.</summary>
public class FunctionCodeLocation
{
    internal static readonly Structure<FunctionCodeLocation> Shape = new()
    {
        { "Location", Shapes.Text, r => r.Location, (r, v) => r.Location = v },
    };

    public string? Location { get; set; }
}

/// <summary>A function's configuration. Responses that consist of one derive from it.</summary>
public class FunctionConfiguration : AmazonWebServiceResponse
{
    internal static readonly Structure<FunctionConfiguration> Shape = ShapeOf<FunctionConfiguration>();

    public string? FunctionName { get; set; }
    public string? FunctionArn { get; set; }
    public Runtime? Runtime { get; set; }
    public string? Role { get; set; }
    public int? Timeout { get; set; }
    public int? MemorySize { get; set; }
    public string? CodeSha256 { get; set; }
    public EnvironmentResponse? Environment { get; set; }
    public string? RevisionId { get; set; }
    public State? State { get; set; }
    public string? StateReason { get; set; }
    public StateReasonCode? StateReasonCode { get; set; }
    public LastUpdateStatus? LastUpdateStatus { get; set; }
    public string? LastUpdateStatusReason { get; set; }
    public List<Architecture>? Architectures { get; set; }

    internal static Structure<T> ShapeOf<T>()
        where T : FunctionConfiguration, new() => new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v },
        { "FunctionArn", Shapes.Text, r => r.FunctionArn, (r, v) => r.FunctionArn = v },
        { "Runtime", Runtime.Shape, r => r.Runtime, (r, v) => r.Runtime = v },
        { "Role", Shapes.Text, r => r.Role, (r, v) => r.Role = v },
        { "Timeout", Shapes.Integer, r => r.Timeout, (r, v) => r.Timeout = v },
        { "MemorySize", Shapes.Integer, r => r.MemorySize, (r, v) => r.MemorySize = v },
        { "CodeSha256", Shapes.Text, r => r.CodeSha256, (r, v) => r.CodeSha256 = v },
        { "Environment", EnvironmentResponse.Shape, r => r.Environment, (r, v) => r.Environment = v },
        { "RevisionId", Shapes.Text, r => r.RevisionId, (r, v) => r.RevisionId = v },
        { "State", State.Shape, r => r.State, (r, v) => r.State = v },
        { "StateReason", Shapes.Text, r => r.StateReason, (r, v) => r.StateReason = v },
        { "StateReasonCode", StateReasonCode.Shape, r => r.StateReasonCode, (r, v) => r.StateReasonCode = v },
        { "LastUpdateStatus", LastUpdateStatus.Shape, r => r.LastUpdateStatus, (r, v) => r.LastUpdateStatus = v },
        { "LastUpdateStatusReason", Shapes.Text, r => r.LastUpdateStatusReason, (r, v) => r.LastUpdateStatusReason = v },
        { "Architectures", Shapes.List(Architecture.Shape), r => r.Architectures, (r, v) => r.Architectures = v },
    };
}

/// <summary>A function's logs.</summary>
public class LoggingConfig
{
    internal static readonly Structure<LoggingConfig> Shape = new()
    {
        { "LogFormat", LogFormat.Shape, r => r.LogFormat, (r, v) => r.LogFormat = v },
        { "LogGroup", Shapes.Text, r => r.LogGroup, (r, v) => r.LogGroup = v },
    };

    public LogFormat? LogFormat { get; set; }
    public string? LogGroup { get; set; }
}

/// <summary>The subnets and security groups that a function runs in.</summary>
public class VpcConfig
{
    internal static readonly Structure<VpcConfig> Shape = new()
    {
        { "SubnetIds", Shapes.Texts, r => r.SubnetIds, (r, v) => r.SubnetIds = v },
        { "SecurityGroupIds", Shapes.Texts, r => r.SecurityGroupIds, (r, v) => r.SecurityGroupIds = v },
    };

    public List<string>? SubnetIds { get; set; }
    public List<string>? SecurityGroupIds { get; set; }
}

/// <summary>Input of CreateFunction. Makes a function. It can be invoked once its state is Active.</summary>
public class CreateFunctionRequest : AmazonWebServiceRequest
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
        { "VpcConfig", VpcConfig.Shape, r => r.VpcConfig, (r, v) => r.VpcConfig = v },
        { "Environment", Environment.Shape, r => r.Environment, (r, v) => r.Environment = v },
        { "Tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
        { "Layers", Shapes.Texts, r => r.Layers, (r, v) => r.Layers = v },
        { "Architectures", Shapes.List(Architecture.Shape), r => r.Architectures, (r, v) => r.Architectures = v },
        { "LoggingConfig", LoggingConfig.Shape, r => r.LoggingConfig, (r, v) => r.LoggingConfig = v },
    };

    internal static readonly Operation<CreateFunctionRequest, CreateFunctionResponse> Operation = new(
        LambdaService.Instance, "CreateFunction", "POST", "/2015-03-31/functions", Shape, CreateFunctionResponse.Shape);

    public string? FunctionName { get; set; }
    public Runtime? Runtime { get; set; }
    public string? Role { get; set; }
    public string? Handler { get; set; }
    public FunctionCode? Code { get; set; }
    public string? Description { get; set; }
    public int? Timeout { get; set; }
    public int? MemorySize { get; set; }
    public VpcConfig? VpcConfig { get; set; }
    public Environment? Environment { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
    public List<string>? Layers { get; set; }
    public List<Architecture>? Architectures { get; set; }
    public LoggingConfig? LoggingConfig { get; set; }
}

/// <summary>Output of CreateFunction.</summary>
public class CreateFunctionResponse : FunctionConfiguration
{
    internal static new readonly Structure<CreateFunctionResponse> Shape = ShapeOf<CreateFunctionResponse>();
}

/// <summary>Input of DeleteFunction. Deletes a function.</summary>
public class DeleteFunctionRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DeleteFunctionRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
    };

    internal static readonly Operation<DeleteFunctionRequest, DeleteFunctionResponse> Operation = new(
        LambdaService.Instance, "DeleteFunction", "DELETE", "/2015-03-31/functions/{FunctionName}", Shape, DeleteFunctionResponse.Shape);

    public string? FunctionName { get; set; }
}

/// <summary>Output of DeleteFunction.</summary>
public class DeleteFunctionResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DeleteFunctionResponse> Shape = new()
    {
        { "StatusCode", Shapes.Integer, r => r.StatusCode, (r, v) => r.StatusCode = v, Place.Status },
    };

    public int? StatusCode { get; set; }
}

/// <summary>Environment variables, or why they cannot be read.</summary>
public class EnvironmentResponse
{
    internal static readonly Structure<EnvironmentResponse> Shape = new()
    {
        { "Variables", Shapes.Map, r => r.Variables, (r, v) => r.Variables = v },
    };

    public Dictionary<string, string>? Variables { get; set; }
}

/// <summary>Input of GetFunction. Reads a function, with its tags, reserved concurrency and a link to its code.</summary>
public class GetFunctionRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<GetFunctionRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
    };

    internal static readonly Operation<GetFunctionRequest, GetFunctionResponse> Operation = new(
        LambdaService.Instance, "GetFunction", "GET", "/2015-03-31/functions/{FunctionName}", Shape, GetFunctionResponse.Shape);

    public string? FunctionName { get; set; }
    public string? Qualifier { get; set; }
}

/// <summary>Output of GetFunction.</summary>
public class GetFunctionResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetFunctionResponse> Shape = new()
    {
        { "Configuration", FunctionConfiguration.Shape, r => r.Configuration, (r, v) => r.Configuration = v },
        { "Code", FunctionCodeLocation.Shape, r => r.Code, (r, v) => r.Code = v },
        { "Tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
    };

    public FunctionConfiguration? Configuration { get; set; }
    public FunctionCodeLocation? Code { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Input of GetFunctionConfiguration. Reads a function's configuration.</summary>
public class GetFunctionConfigurationRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<GetFunctionConfigurationRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
    };

    internal static readonly Operation<GetFunctionConfigurationRequest, GetFunctionConfigurationResponse> Operation = new(
        LambdaService.Instance, "GetFunctionConfiguration", "GET", "/2015-03-31/functions/{FunctionName}/configuration",
        Shape, GetFunctionConfigurationResponse.Shape);

    public string? FunctionName { get; set; }
}

/// <summary>Output of GetFunctionConfiguration.</summary>
public class GetFunctionConfigurationResponse : FunctionConfiguration
{
    internal static new readonly Structure<GetFunctionConfigurationResponse> Shape = ShapeOf<GetFunctionConfigurationResponse>();
}

/// <summary>Input of ListFunctions. Lists functions, a page at a time.</summary>
public class ListFunctionsRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ListFunctionsRequest> Shape = new()
    {
        { "Marker", Shapes.Text, r => r.Marker, (r, v) => r.Marker = v, Place.Query },
        { "MaxItems", Shapes.Integer, r => r.MaxItems, (r, v) => r.MaxItems = v, Place.Query },
    };

    internal static readonly Operation<ListFunctionsRequest, ListFunctionsResponse> Operation = new(
        LambdaService.Instance, "ListFunctions", "GET", "/2015-03-31/functions", Shape, ListFunctionsResponse.Shape);

    public string? Marker { get; set; }
    public int? MaxItems { get; set; }
}

/// <summary>Output of ListFunctions.</summary>
public class ListFunctionsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListFunctionsResponse> Shape = new()
    {
        { "NextMarker", Shapes.Text, r => r.NextMarker, (r, v) => r.NextMarker = v },
        { "Functions", Shapes.List(FunctionConfiguration.Shape), r => r.Functions, (r, v) => r.Functions = v },
    };

    public string? NextMarker { get; set; }
    public List<FunctionConfiguration>? Functions { get; set; }
}

/// <summary>Input of UpdateFunctionCode. Replaces a function's code.</summary>
public class UpdateFunctionCodeRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<UpdateFunctionCodeRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "ZipFile", Shapes.Bytes, r => r.ZipFile, (r, v) => r.ZipFile = v },
        { "Architectures", Shapes.List(Architecture.Shape), r => r.Architectures, (r, v) => r.Architectures = v },
    };

    internal static readonly Operation<UpdateFunctionCodeRequest, UpdateFunctionCodeResponse> Operation = new(
        LambdaService.Instance, "UpdateFunctionCode", "PUT", "/2015-03-31/functions/{FunctionName}/code",
        Shape, UpdateFunctionCodeResponse.Shape);

    public string? FunctionName { get; set; }
    public MemoryStream? ZipFile { get; set; }
    public List<Architecture>? Architectures { get; set; }
}

/// <summary>Output of UpdateFunctionCode.</summary>
public class UpdateFunctionCodeResponse : FunctionConfiguration
{
    internal static new readonly Structure<UpdateFunctionCodeResponse> Shape = ShapeOf<UpdateFunctionCodeResponse>();
}

/// <summary>Input of UpdateFunctionConfiguration. Changes a function's configuration; what is not set stays as it is.</summary>
public class UpdateFunctionConfigurationRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<UpdateFunctionConfigurationRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Role", Shapes.Text, r => r.Role, (r, v) => r.Role = v },
        { "Handler", Shapes.Text, r => r.Handler, (r, v) => r.Handler = v },
        { "Description", Shapes.Text, r => r.Description, (r, v) => r.Description = v },
        { "Timeout", Shapes.Integer, r => r.Timeout, (r, v) => r.Timeout = v },
        { "MemorySize", Shapes.Integer, r => r.MemorySize, (r, v) => r.MemorySize = v },
        { "Environment", Environment.Shape, r => r.Environment, (r, v) => r.Environment = v },
        { "Runtime", Runtime.Shape, r => r.Runtime, (r, v) => r.Runtime = v },
        { "RevisionId", Shapes.Text, r => r.RevisionId, (r, v) => r.RevisionId = v },
    };

    internal static readonly Operation<UpdateFunctionConfigurationRequest, UpdateFunctionConfigurationResponse> Operation = new(
        LambdaService.Instance, "UpdateFunctionConfiguration", "PUT", "/2015-03-31/functions/{FunctionName}/configuration",
        Shape, UpdateFunctionConfigurationResponse.Shape);

    public string? FunctionName { get; set; }
    public string? Role { get; set; }
    public string? Handler { get; set; }
    public string? Description { get; set; }
    public int? Timeout { get; set; }
    public int? MemorySize { get; set; }
    public Environment? Environment { get; set; }
    public Runtime? Runtime { get; set; }
    public string? RevisionId { get; set; }
}

/// <summary>Output of UpdateFunctionConfiguration.</summary>
public class UpdateFunctionConfigurationResponse : FunctionConfiguration
{
    internal static new readonly Structure<UpdateFunctionConfigurationResponse> Shape = ShapeOf<UpdateFunctionConfigurationResponse>();
}
