using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement;

/// <summary>A client of AWS Identity and Access Management. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonIdentityManagementServiceClient(AWSCredentials credentials, AmazonIdentityManagementServiceConfig clientConfig)
    : TypedClient(IdentityManagementService.Instance, credentials, clientConfig)
{
    public Task<AmazonWebServiceResponse> CreateRoleAsync(CreateRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateRoleRequest.Operation, request, cancellationToken);

    public Task<GetRoleResponse> GetRoleAsync(GetRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetRoleRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteRoleAsync(DeleteRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteRoleRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> PutRolePolicyAsync(PutRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutRolePolicyRequest.Operation, request, cancellationToken);

    public Task<GetRolePolicyResponse> GetRolePolicyAsync(GetRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetRolePolicyRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteRolePolicyAsync(
        DeleteRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteRolePolicyRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> UpdateAssumeRolePolicyAsync(
        UpdateAssumeRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(UpdateAssumeRolePolicyRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of AWS Identity and Access Management.</summary>
public class AmazonIdentityManagementServiceConfig() : TypedConfig(IdentityManagementService.Instance);
