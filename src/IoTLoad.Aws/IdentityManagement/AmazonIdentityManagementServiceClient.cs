using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement;

/// <summary>A client of AWS Identity and Access Management. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonIdentityManagementServiceClient : TypedClient
{
    /// <summary>Makes a client whose credentials are found as AWSSDK.Core finds them.</summary>
    public AmazonIdentityManagementServiceClient(AmazonIdentityManagementServiceConfig config)
        : base(IdentityManagementService.Instance, null, config)
    {
    }

    /// <summary>Makes a client for a region.</summary>
    public AmazonIdentityManagementServiceClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonIdentityManagementServiceConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Makes a client.</summary>
    public AmazonIdentityManagementServiceClient(AWSCredentials credentials, AmazonIdentityManagementServiceConfig clientConfig)
        : base(IdentityManagementService.Instance, credentials, clientConfig)
    {
    }

    public virtual Task<CreateRoleResponse> CreateRoleAsync(
        CreateRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateRoleRequest.Operation, request, cancellationToken);

    public virtual Task<GetRoleResponse> GetRoleAsync(
        GetRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetRoleRequest.Operation, request, cancellationToken);

    public virtual Task<DeleteRoleResponse> DeleteRoleAsync(
        DeleteRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteRoleRequest.Operation, request, cancellationToken);

    public virtual Task<PutRolePolicyResponse> PutRolePolicyAsync(
        PutRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutRolePolicyRequest.Operation, request, cancellationToken);

    public virtual Task<GetRolePolicyResponse> GetRolePolicyAsync(
        GetRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetRolePolicyRequest.Operation, request, cancellationToken);

    public virtual Task<DeleteRolePolicyResponse> DeleteRolePolicyAsync(
        DeleteRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteRolePolicyRequest.Operation, request, cancellationToken);

    public virtual Task<UpdateAssumeRolePolicyResponse> UpdateAssumeRolePolicyAsync(
        UpdateAssumeRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(UpdateAssumeRolePolicyRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of AWS Identity and Access Management.</summary>
public class AmazonIdentityManagementServiceConfig() : TypedConfig(IdentityManagementService.Instance);

/// <summary>An error of AWS Identity and Access Management; errors that have a name of their own derive from it.</summary>
public class AmazonIdentityManagementServiceException(ErrorResponse error) : AmazonServiceException(
    error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
