using System.Text.Json.Serialization;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>A client of AWS Lambda. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonLambdaClient(AWSCredentials credentials, AmazonLambdaConfig clientConfig)
    : TypedClient(Service, credentials, clientConfig)
{
    internal static readonly AwsService Service = new()
    {
        ServiceId = "Lambda",
        Name = "Amazon.Lambda",
        SigningName = "lambda",
        ApiVersion = "2015-03-31",
        Protocol = new RestJsonProtocol(LambdaJson.Default),
        Endpoints = new("lambda"),
    };

    public Task<CreateFunctionResponse> CreateFunctionAsync(CreateFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateFunctionResponse>("POST", "/2015-03-31/functions", request, cancellationToken);

    public Task<GetFunctionResponse> GetFunctionAsync(GetFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetFunctionResponse>("GET", "/2015-03-31/functions/{FunctionName}", request, cancellationToken);

    public Task<GetFunctionConfigurationResponse> GetFunctionConfigurationAsync(
        GetFunctionConfigurationRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetFunctionConfigurationResponse>(
            "GET", "/2015-03-31/functions/{FunctionName}/configuration", request, cancellationToken);

    public Task<UpdateFunctionCodeResponse> UpdateFunctionCodeAsync(
        UpdateFunctionCodeRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<UpdateFunctionCodeResponse>("PUT", "/2015-03-31/functions/{FunctionName}/code", request, cancellationToken);

    public Task<UpdateFunctionConfigurationResponse> UpdateFunctionConfigurationAsync(
        UpdateFunctionConfigurationRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<UpdateFunctionConfigurationResponse>(
            "PUT", "/2015-03-31/functions/{FunctionName}/configuration", request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteFunctionAsync(
        DeleteFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("DELETE", "/2015-03-31/functions/{FunctionName}", request, cancellationToken);

    public Task<ListFunctionsResponse> ListFunctionsAsync(ListFunctionsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListFunctionsResponse>("GET", "/2015-03-31/functions{?Marker}", request, cancellationToken);

    public Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<InvokeResponse>("POST", "/2015-03-31/functions/{FunctionName}/invocations", request, cancellationToken);

    public Task<AmazonWebServiceResponse> PutFunctionConcurrencyAsync(
        PutFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("PUT", "/2017-10-31/functions/{FunctionName}/concurrency", request, cancellationToken);

    public Task<GetFunctionConcurrencyResponse> GetFunctionConcurrencyAsync(
        GetFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetFunctionConcurrencyResponse>("GET", "/2019-09-30/functions/{FunctionName}/concurrency", request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteFunctionConcurrencyAsync(
        DeleteFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("DELETE", "/2017-10-31/functions/{FunctionName}/concurrency", request, cancellationToken);

    public Task<AmazonWebServiceResponse> PutFunctionEventInvokeConfigAsync(
        PutFunctionEventInvokeConfigRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("PUT", "/2019-09-25/functions/{FunctionName}/event-invoke-config", request, cancellationToken);

    public Task<GetFunctionEventInvokeConfigResponse> GetFunctionEventInvokeConfigAsync(
        GetFunctionEventInvokeConfigRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetFunctionEventInvokeConfigResponse>(
            "GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config", request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteFunctionEventInvokeConfigAsync(
        DeleteFunctionEventInvokeConfigRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>(
            "DELETE", "/2019-09-25/functions/{FunctionName}/event-invoke-config", request, cancellationToken);

    public Task<AmazonWebServiceResponse> AddPermissionAsync(AddPermissionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("POST", "/2015-03-31/functions/{FunctionName}/policy", request, cancellationToken);

    public Task<AmazonWebServiceResponse> RemovePermissionAsync(
        RemovePermissionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>(
            "DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}", request, cancellationToken);

    public Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetPolicyResponse>("GET", "/2015-03-31/functions/{FunctionName}/policy", request, cancellationToken);

    public Task<AmazonWebServiceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("POST", "/2017-03-31/tags/{Resource}", request, cancellationToken);
}

/// <summary>Configuration of a client of AWS Lambda.</summary>
public class AmazonLambdaConfig() : TypedConfig(AmazonLambdaClient.Service);

/// <summary>The types of its requests and responses.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateFunctionRequest)), JsonSerializable(typeof(CreateFunctionResponse))]
[JsonSerializable(typeof(GetFunctionRequest)), JsonSerializable(typeof(GetFunctionResponse))]
[JsonSerializable(typeof(GetFunctionConfigurationRequest)), JsonSerializable(typeof(GetFunctionConfigurationResponse))]
[JsonSerializable(typeof(UpdateFunctionCodeRequest)), JsonSerializable(typeof(UpdateFunctionCodeResponse))]
[JsonSerializable(typeof(UpdateFunctionConfigurationRequest)), JsonSerializable(typeof(UpdateFunctionConfigurationResponse))]
[JsonSerializable(typeof(DeleteFunctionRequest))]
[JsonSerializable(typeof(ListFunctionsRequest)), JsonSerializable(typeof(ListFunctionsResponse))]
[JsonSerializable(typeof(InvokeRequest)), JsonSerializable(typeof(InvokeResponse))]
[JsonSerializable(typeof(PutFunctionConcurrencyRequest))]
[JsonSerializable(typeof(GetFunctionConcurrencyRequest)), JsonSerializable(typeof(GetFunctionConcurrencyResponse))]
[JsonSerializable(typeof(DeleteFunctionConcurrencyRequest))]
[JsonSerializable(typeof(PutFunctionEventInvokeConfigRequest))]
[JsonSerializable(typeof(GetFunctionEventInvokeConfigRequest)), JsonSerializable(typeof(GetFunctionEventInvokeConfigResponse))]
[JsonSerializable(typeof(DeleteFunctionEventInvokeConfigRequest))]
[JsonSerializable(typeof(AddPermissionRequest))]
[JsonSerializable(typeof(RemovePermissionRequest))]
[JsonSerializable(typeof(GetPolicyRequest)), JsonSerializable(typeof(GetPolicyResponse))]
[JsonSerializable(typeof(TagResourceRequest))]
internal sealed partial class LambdaJson : JsonSerializerContext;

/// <summary>Instruction set of a function.</summary>
[JsonConverter(typeof(ConstantConverter<Architecture>))]
public class Architecture(string value) : ConstantClass(value);

/// <summary>How a function is invoked.</summary>
[JsonConverter(typeof(ConstantConverter<InvocationType>))]
public class InvocationType(string value) : ConstantClass(value)
{
    public static readonly InvocationType Event = new("Event");
    public static readonly InvocationType RequestResponse = new("RequestResponse");
}

/// <summary>State of a function's last update.</summary>
[JsonConverter(typeof(ConstantConverter<LastUpdateStatus>))]
public class LastUpdateStatus(string value) : ConstantClass(value)
{
    public static readonly LastUpdateStatus Successful = new("Successful");
    public static readonly LastUpdateStatus Failed = new("Failed");
}

/// <summary>Whether an invocation returns the end of its log.</summary>
[JsonConverter(typeof(ConstantConverter<LogType>))]
public class LogType(string value) : ConstantClass(value)
{
    public static readonly LogType Tail = new("Tail");
}

/// <summary>Runtime of a function. The service has more; any text becomes one.</summary>
[JsonConverter(typeof(ConstantConverter<Runtime>))]
public class Runtime(string value) : ConstantClass(value)
{
    public static readonly Runtime ProvidedAl2023 = new("provided.al2023");
}

/// <summary>State of a function.</summary>
[JsonConverter(typeof(ConstantConverter<State>))]
public class State(string value) : ConstantClass(value)
{
    public static readonly State Active = new("Active");
    public static readonly State Inactive = new("Inactive");
    public static readonly State Failed = new("Failed");
}
