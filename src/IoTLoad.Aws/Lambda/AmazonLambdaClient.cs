using Amazon.Lambda.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>A client of AWS Lambda. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonLambdaClient : TypedClient
{
    /// <summary>Makes a client whose credentials are found as AWSSDK.Core finds them.</summary>
    public AmazonLambdaClient(AmazonLambdaConfig config)
        : base(LambdaService.Instance, null, config)
    {
    }

    /// <summary>Makes a client for a region.</summary>
    public AmazonLambdaClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonLambdaConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Makes a client.</summary>
    public AmazonLambdaClient(AWSCredentials credentials, AmazonLambdaConfig clientConfig)
        : base(LambdaService.Instance, credentials, clientConfig)
    {
    }

    /// <summary>Makes a function. It can be invoked once its state is Active.</summary>
    public virtual Task<CreateFunctionResponse> CreateFunctionAsync(CreateFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateFunctionRequest.Operation, request, cancellationToken);

    /// <summary>Reads a function, with its tags, reserved concurrency and a link to its code.</summary>
    public virtual Task<GetFunctionResponse> GetFunctionAsync(GetFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetFunctionRequest.Operation, request, cancellationToken);

    /// <summary>Reads a function's configuration.</summary>
    public virtual Task<GetFunctionConfigurationResponse> GetFunctionConfigurationAsync(GetFunctionConfigurationRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetFunctionConfigurationRequest.Operation, request, cancellationToken);

    /// <summary>Replaces a function's code.</summary>
    public virtual Task<UpdateFunctionCodeResponse> UpdateFunctionCodeAsync(UpdateFunctionCodeRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(UpdateFunctionCodeRequest.Operation, request, cancellationToken);

    /// <summary>Changes a function's configuration; what is not set stays as it is.</summary>
    public virtual Task<UpdateFunctionConfigurationResponse> UpdateFunctionConfigurationAsync(UpdateFunctionConfigurationRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(UpdateFunctionConfigurationRequest.Operation, request, cancellationToken);

    /// <summary>Deletes a function.</summary>
    public virtual Task<DeleteFunctionResponse> DeleteFunctionAsync(DeleteFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteFunctionRequest.Operation, request, cancellationToken);

    /// <summary>Lists functions, a page at a time.</summary>
    public virtual Task<ListFunctionsResponse> ListFunctionsAsync(ListFunctionsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListFunctionsRequest.Operation, request, cancellationToken);

    /// <summary>Invokes a function, and waits for its result unless the type is Event.</summary>
    public virtual Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(InvokeRequest.Operation, request, cancellationToken);

    /// <summary>Reserves concurrent executions for a function, which are then also its limit.</summary>
    public virtual Task<PutFunctionConcurrencyResponse> PutFunctionConcurrencyAsync(PutFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutFunctionConcurrencyRequest.Operation, request, cancellationToken);

    /// <summary>Reads a function's reserved concurrency.</summary>
    public virtual Task<GetFunctionConcurrencyResponse> GetFunctionConcurrencyAsync(GetFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetFunctionConcurrencyRequest.Operation, request, cancellationToken);

    /// <summary>Gives up a function's reserved concurrency.</summary>
    public virtual Task<DeleteFunctionConcurrencyResponse> DeleteFunctionConcurrencyAsync(DeleteFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteFunctionConcurrencyRequest.Operation, request, cancellationToken);

    /// <summary>Sets retries, age and destinations of asynchronous invocations.</summary>
    public virtual Task<PutFunctionEventInvokeConfigResponse> PutFunctionEventInvokeConfigAsync(PutFunctionEventInvokeConfigRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutFunctionEventInvokeConfigRequest.Operation, request, cancellationToken);

    /// <summary>Reads retries, age and destinations of asynchronous invocations.</summary>
    public virtual Task<GetFunctionEventInvokeConfigResponse> GetFunctionEventInvokeConfigAsync(GetFunctionEventInvokeConfigRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetFunctionEventInvokeConfigRequest.Operation, request, cancellationToken);

    /// <summary>Returns retries, age and destinations of asynchronous invocations to the defaults.</summary>
    public virtual Task<DeleteFunctionEventInvokeConfigResponse> DeleteFunctionEventInvokeConfigAsync(DeleteFunctionEventInvokeConfigRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteFunctionEventInvokeConfigRequest.Operation, request, cancellationToken);

    /// <summary>Adds a statement to a function's resource policy, so that a service may invoke it.</summary>
    public virtual Task<AddPermissionResponse> AddPermissionAsync(AddPermissionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(AddPermissionRequest.Operation, request, cancellationToken);

    /// <summary>Removes a statement from a function's resource policy.</summary>
    public virtual Task<RemovePermissionResponse> RemovePermissionAsync(RemovePermissionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(RemovePermissionRequest.Operation, request, cancellationToken);

    /// <summary>Reads a function's resource policy.</summary>
    public virtual Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetPolicyRequest.Operation, request, cancellationToken);

    /// <summary>Adds tags to a function, or changes their values.</summary>
    public virtual Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(TagResourceRequest.Operation, request, cancellationToken);

    /// <summary>Lists the tags of a function.</summary>
    public virtual Task<ListTagsResponse> ListTagsAsync(ListTagsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListTagsRequest.Operation, request, cancellationToken);
}
