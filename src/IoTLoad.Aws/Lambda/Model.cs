using System.Text;
using System.Text.Json.Serialization;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>An input that consists of a function's name, or of its ARN.</summary>
public abstract class NamedFunctionRequest : AmazonWebServiceRequest
{
    public string? FunctionName { get; set; }
}

/// <summary>Environment variables.</summary>
public class Environment
{
    public Dictionary<string, string>? Variables { get; set; }
}

/// <summary>A function's code: a zip file, here or in S3.</summary>
public class FunctionCode
{
    [JsonConverter(typeof(BytesConverter))] public MemoryStream? ZipFile { get; set; }
}

/// <summary>A function's configuration. Responses that consist of one derive from it.</summary>
public class FunctionConfiguration : AmazonWebServiceResponse
{
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
}

/// <summary>Makes a function. It can be invoked once its state is Active.</summary>
public class CreateFunctionRequest : AmazonWebServiceRequest
{
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

public class CreateFunctionResponse : FunctionConfiguration;

/// <summary>Deletes a function.</summary>
public class DeleteFunctionRequest : NamedFunctionRequest;

/// <summary>Environment variables, or why they cannot be read.</summary>
public class EnvironmentResponse
{
    public Dictionary<string, string>? Variables { get; set; }
}

/// <summary>Reads a function, with its tags, reserved concurrency and a link to its code.</summary>
public class GetFunctionRequest : NamedFunctionRequest;

public class GetFunctionResponse : AmazonWebServiceResponse
{
    public FunctionConfiguration? Configuration { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Reads a function's configuration.</summary>
public class GetFunctionConfigurationRequest : NamedFunctionRequest;

public class GetFunctionConfigurationResponse : FunctionConfiguration;

/// <summary>Lists functions, a page at a time.</summary>
public class ListFunctionsRequest : AmazonWebServiceRequest
{
    public string? Marker { get; set; }
}

public class ListFunctionsResponse : AmazonWebServiceResponse
{
    public string? NextMarker { get; set; }
    public List<FunctionConfiguration>? Functions { get; set; }
}

/// <summary>Replaces a function's code.</summary>
public class UpdateFunctionCodeRequest : AmazonWebServiceRequest
{
    public string? FunctionName { get; set; }
    [JsonConverter(typeof(BytesConverter))] public MemoryStream? ZipFile { get; set; }
    public List<Architecture>? Architectures { get; set; }
}

public class UpdateFunctionCodeResponse : FunctionConfiguration;

/// <summary>Changes a function's configuration; what is not set stays as it is.</summary>
public class UpdateFunctionConfigurationRequest : AmazonWebServiceRequest
{
    public string? FunctionName { get; set; }
    public string? Role { get; set; }
    public string? Handler { get; set; }
    public int? Timeout { get; set; }
    public int? MemorySize { get; set; }
    public Environment? Environment { get; set; }
    public Runtime? Runtime { get; set; }
}

public class UpdateFunctionConfigurationResponse : FunctionConfiguration;

/// <summary>Gives up a function's reserved concurrency.</summary>
public class DeleteFunctionConcurrencyRequest : NamedFunctionRequest;

/// <summary>Returns retries, age and destinations of asynchronous invocations to the defaults.</summary>
public class DeleteFunctionEventInvokeConfigRequest : NamedFunctionRequest;

/// <summary>Reads a function's reserved concurrency.</summary>
public class GetFunctionConcurrencyRequest : NamedFunctionRequest;

public class GetFunctionConcurrencyResponse : AmazonWebServiceResponse
{
    public int? ReservedConcurrentExecutions { get; set; }
}

/// <summary>Reads retries, age and destinations of asynchronous invocations.</summary>
public class GetFunctionEventInvokeConfigRequest : NamedFunctionRequest;

public class GetFunctionEventInvokeConfigResponse : AmazonWebServiceResponse
{
    public int? MaximumRetryAttempts { get; set; }
    public int? MaximumEventAgeInSeconds { get; set; }
}

/// <summary>Invokes a function, and waits for its result unless the type is Event.</summary>
public class InvokeRequest : AmazonWebServiceRequest
{
    public string? FunctionName { get; set; }
    [JsonPropertyName("X-Amz-Invocation-Type")] public InvocationType? InvocationType { get; set; }
    [JsonPropertyName("X-Amz-Log-Type")] public LogType? LogType { get; set; }
    [JsonPropertyName(WireProtocol.Body), JsonConverter(typeof(BytesConverter))] public MemoryStream? PayloadStream { get; set; }

    public string? Payload
    {
        get => PayloadStream is null ? null : Encoding.UTF8.GetString(PayloadStream.ToArray());
        set => PayloadStream = value is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(value));
    }
}

public class InvokeResponse : AmazonWebServiceResponse
{
    [JsonPropertyName("X-Amz-Function-Error")] public string? FunctionError { get; set; }
    [JsonPropertyName("X-Amz-Log-Result")] public string? LogResult { get; set; }
    [JsonPropertyName(WireProtocol.Body), JsonConverter(typeof(BytesConverter))] public MemoryStream? Payload { get; set; }
}

/// <summary>Reserves concurrent executions for a function, which are then also its limit.</summary>
public class PutFunctionConcurrencyRequest : AmazonWebServiceRequest
{
    public string? FunctionName { get; set; }
    public int? ReservedConcurrentExecutions { get; set; }
}

/// <summary>Sets retries, age and destinations of asynchronous invocations.</summary>
public class PutFunctionEventInvokeConfigRequest : AmazonWebServiceRequest
{
    public string? FunctionName { get; set; }
    public int? MaximumRetryAttempts { get; set; }
    public int? MaximumEventAgeInSeconds { get; set; }
}

/// <summary>Adds a statement to a function's resource policy, so that a service may invoke it.</summary>
public class AddPermissionRequest : AmazonWebServiceRequest
{
    public string? FunctionName { get; set; }
    public string? StatementId { get; set; }
    public string? Action { get; set; }
    public string? Principal { get; set; }
    public string? SourceArn { get; set; }
    public string? SourceAccount { get; set; }
}

/// <summary>Reads a function's resource policy.</summary>
public class GetPolicyRequest : NamedFunctionRequest;

public class GetPolicyResponse : AmazonWebServiceResponse
{
    public string? Policy { get; set; }
}

/// <summary>Removes a statement from a function's resource policy.</summary>
public class RemovePermissionRequest : AmazonWebServiceRequest
{
    public string? FunctionName { get; set; }
    public string? StatementId { get; set; }
}

/// <summary>Adds tags to a function, or changes their values.</summary>
public class TagResourceRequest : AmazonWebServiceRequest
{
    public string? Resource { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}
