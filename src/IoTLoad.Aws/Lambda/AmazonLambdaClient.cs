using Amazon.Lambda.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>A client of AWS Lambda. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonLambdaClient(AWSCredentials credentials, AmazonLambdaConfig clientConfig)
    : TypedClient(LambdaService.Instance, credentials, clientConfig)
{
    public Task<CreateFunctionResponse> CreateFunctionAsync(CreateFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateFunctionRequest.Operation, request, cancellationToken);

    public Task<GetFunctionResponse> GetFunctionAsync(GetFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetFunctionRequest.Operation, request, cancellationToken);

    public Task<GetFunctionConfigurationResponse> GetFunctionConfigurationAsync(
        GetFunctionConfigurationRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetFunctionConfigurationRequest.Operation, request, cancellationToken);

    public Task<UpdateFunctionCodeResponse> UpdateFunctionCodeAsync(
        UpdateFunctionCodeRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(UpdateFunctionCodeRequest.Operation, request, cancellationToken);

    public Task<UpdateFunctionConfigurationResponse> UpdateFunctionConfigurationAsync(
        UpdateFunctionConfigurationRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(UpdateFunctionConfigurationRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteFunctionAsync(
        DeleteFunctionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteFunctionRequest.Operation, request, cancellationToken);

    public Task<ListFunctionsResponse> ListFunctionsAsync(ListFunctionsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListFunctionsRequest.Operation, request, cancellationToken);

    public Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(InvokeRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> PutFunctionConcurrencyAsync(
        PutFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutFunctionConcurrencyRequest.Operation, request, cancellationToken);

    public Task<GetFunctionConcurrencyResponse> GetFunctionConcurrencyAsync(
        GetFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetFunctionConcurrencyRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteFunctionConcurrencyAsync(
        DeleteFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteFunctionConcurrencyRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> PutFunctionEventInvokeConfigAsync(
        PutFunctionEventInvokeConfigRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutFunctionEventInvokeConfigRequest.Operation, request, cancellationToken);

    public Task<GetFunctionEventInvokeConfigResponse> GetFunctionEventInvokeConfigAsync(
        GetFunctionEventInvokeConfigRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetFunctionEventInvokeConfigRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteFunctionEventInvokeConfigAsync(
        DeleteFunctionEventInvokeConfigRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteFunctionEventInvokeConfigRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> AddPermissionAsync(AddPermissionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(AddPermissionRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> RemovePermissionAsync(
        RemovePermissionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(RemovePermissionRequest.Operation, request, cancellationToken);

    public Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetPolicyRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(TagResourceRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of AWS Lambda.</summary>
public class AmazonLambdaConfig() : TypedConfig(LambdaService.Instance);
