using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
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

    /// <summary>Makes a role.</summary>
    public virtual Task<CreateRoleResponse> CreateRoleAsync(CreateRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateRoleRequest.Operation, request, cancellationToken);

    /// <summary>Reads a role.</summary>
    public virtual Task<GetRoleResponse> GetRoleAsync(GetRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetRoleRequest.Operation, request, cancellationToken);

    /// <summary>Deletes a role that has no policies.</summary>
    public virtual Task<DeleteRoleResponse> DeleteRoleAsync(DeleteRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteRoleRequest.Operation, request, cancellationToken);

    /// <summary>Adds an inline policy to a role, or replaces it.</summary>
    public virtual Task<PutRolePolicyResponse> PutRolePolicyAsync(PutRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutRolePolicyRequest.Operation, request, cancellationToken);

    /// <summary>Reads an inline policy of a role.</summary>
    public virtual Task<GetRolePolicyResponse> GetRolePolicyAsync(GetRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetRolePolicyRequest.Operation, request, cancellationToken);

    /// <summary>Deletes an inline policy of a role.</summary>
    public virtual Task<DeleteRolePolicyResponse> DeleteRolePolicyAsync(DeleteRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteRolePolicyRequest.Operation, request, cancellationToken);

    /// <summary>Lists the names of a role's inline policies, a page at a time.</summary>
    public virtual Task<ListRolePoliciesResponse> ListRolePoliciesAsync(ListRolePoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListRolePoliciesRequest.Operation, request, cancellationToken);

    /// <summary>Adds tags to a role, or changes their values.</summary>
    public virtual Task<TagRoleResponse> TagRoleAsync(TagRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(TagRoleRequest.Operation, request, cancellationToken);

    /// <summary>Replaces the policy that says who may assume a role.</summary>
    public virtual Task<UpdateAssumeRolePolicyResponse> UpdateAssumeRolePolicyAsync(UpdateAssumeRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(UpdateAssumeRolePolicyRequest.Operation, request, cancellationToken);
}
