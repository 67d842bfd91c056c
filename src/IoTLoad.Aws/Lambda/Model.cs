using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>An input that consists of a function's name, or of its ARN.</summary>
public abstract class NamedFunctionRequest : AmazonWebServiceRequest
{
    public string? FunctionName { get; set; }

    internal static Structure<T> ShapeOf<T>()
        where T : NamedFunctionRequest, new() => new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
    };
}

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
    };

    public MemoryStream? ZipFile { get; set; }
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
    public State? State { get; set; }
    public string? StateReason { get; set; }
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
        { "State", State.Shape, r => r.State, (r, v) => r.State = v },
        { "StateReason", Shapes.Text, r => r.StateReason, (r, v) => r.StateReason = v },
        { "LastUpdateStatus", LastUpdateStatus.Shape, r => r.LastUpdateStatus, (r, v) => r.LastUpdateStatus = v },
        { "LastUpdateStatusReason", Shapes.Text, r => r.LastUpdateStatusReason, (r, v) => r.LastUpdateStatusReason = v },
        { "Architectures", Shapes.List(Architecture.Shape), r => r.Architectures, (r, v) => r.Architectures = v },
    };
}

/// <summary>Makes a function. It can be invoked once its state is Active.</summary>
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
        { "Tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
        { "Architectures", Shapes.List(Architecture.Shape), r => r.Architectures, (r, v) => r.Architectures = v },
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
    public Dictionary<string, string>? Tags { get; set; }
    public List<Architecture>? Architectures { get; set; }
}

public class CreateFunctionResponse : FunctionConfiguration
{
    internal static new readonly Structure<CreateFunctionResponse> Shape = ShapeOf<CreateFunctionResponse>();
}

/// <summary>Deletes a function.</summary>
public class DeleteFunctionRequest : NamedFunctionRequest
{
    internal static readonly Operation<DeleteFunctionRequest, AmazonWebServiceResponse> Operation = new(
        LambdaService.Instance, "DeleteFunction", "DELETE", "/2015-03-31/functions/{FunctionName}", ShapeOf<DeleteFunctionRequest>());
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

/// <summary>Reads a function, with its tags, reserved concurrency and a link to its code.</summary>
public class GetFunctionRequest : NamedFunctionRequest
{
    internal static readonly Operation<GetFunctionRequest, GetFunctionResponse> Operation = new(
        LambdaService.Instance, "GetFunction", "GET", "/2015-03-31/functions/{FunctionName}",
        ShapeOf<GetFunctionRequest>(), GetFunctionResponse.Shape);
}

public class GetFunctionResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetFunctionResponse> Shape = new()
    {
        { "Configuration", FunctionConfiguration.Shape, r => r.Configuration, (r, v) => r.Configuration = v },
        { "Tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
    };

    public FunctionConfiguration? Configuration { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Reads a function's configuration.</summary>
public class GetFunctionConfigurationRequest : NamedFunctionRequest
{
    internal static readonly Operation<GetFunctionConfigurationRequest, GetFunctionConfigurationResponse> Operation = new(
        LambdaService.Instance, "GetFunctionConfiguration", "GET", "/2015-03-31/functions/{FunctionName}/configuration",
        ShapeOf<GetFunctionConfigurationRequest>(), GetFunctionConfigurationResponse.Shape);
}

public class GetFunctionConfigurationResponse : FunctionConfiguration
{
    internal static new readonly Structure<GetFunctionConfigurationResponse> Shape = ShapeOf<GetFunctionConfigurationResponse>();
}

/// <summary>Lists functions, a page at a time.</summary>
public class ListFunctionsRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ListFunctionsRequest> Shape = new()
    {
        { "Marker", Shapes.Text, r => r.Marker, (r, v) => r.Marker = v, Place.Query },
    };

    internal static readonly Operation<ListFunctionsRequest, ListFunctionsResponse> Operation = new(
        LambdaService.Instance, "ListFunctions", "GET", "/2015-03-31/functions", Shape, ListFunctionsResponse.Shape);

    public string? Marker { get; set; }
}

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

/// <summary>Replaces a function's code.</summary>
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

public class UpdateFunctionCodeResponse : FunctionConfiguration
{
    internal static new readonly Structure<UpdateFunctionCodeResponse> Shape = ShapeOf<UpdateFunctionCodeResponse>();
}

/// <summary>Changes a function's configuration; what is not set stays as it is.</summary>
public class UpdateFunctionConfigurationRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<UpdateFunctionConfigurationRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "Role", Shapes.Text, r => r.Role, (r, v) => r.Role = v },
        { "Handler", Shapes.Text, r => r.Handler, (r, v) => r.Handler = v },
        { "Timeout", Shapes.Integer, r => r.Timeout, (r, v) => r.Timeout = v },
        { "MemorySize", Shapes.Integer, r => r.MemorySize, (r, v) => r.MemorySize = v },
        { "Environment", Environment.Shape, r => r.Environment, (r, v) => r.Environment = v },
        { "Runtime", Runtime.Shape, r => r.Runtime, (r, v) => r.Runtime = v },
    };

    internal static readonly Operation<UpdateFunctionConfigurationRequest, UpdateFunctionConfigurationResponse> Operation = new(
        LambdaService.Instance, "UpdateFunctionConfiguration", "PUT", "/2015-03-31/functions/{FunctionName}/configuration",
        Shape, UpdateFunctionConfigurationResponse.Shape);

    public string? FunctionName { get; set; }
    public string? Role { get; set; }
    public string? Handler { get; set; }
    public int? Timeout { get; set; }
    public int? MemorySize { get; set; }
    public Environment? Environment { get; set; }
    public Runtime? Runtime { get; set; }
}

public class UpdateFunctionConfigurationResponse : FunctionConfiguration
{
    internal static new readonly Structure<UpdateFunctionConfigurationResponse> Shape = ShapeOf<UpdateFunctionConfigurationResponse>();
}
