using Amazon.IoT.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>A client of AWS IoT Core's control plane. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonIoTClient : TypedClient
{
    /// <summary>Makes a client whose credentials are found as AWSSDK.Core finds them.</summary>
    public AmazonIoTClient(AmazonIoTConfig config)
        : base(IoTService.Instance, null, config)
    {
    }

    /// <summary>Makes a client for a region.</summary>
    public AmazonIoTClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonIoTConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Makes a client.</summary>
    public AmazonIoTClient(AWSCredentials credentials, AmazonIoTConfig clientConfig)
        : base(IoTService.Instance, credentials, clientConfig)
    {
    }

    /// <summary>Finds the account's endpoint of a type.</summary>
    public virtual Task<DescribeEndpointResponse> DescribeEndpointAsync(DescribeEndpointRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeEndpointRequest.Operation, request, cancellationToken);

    /// <summary>Makes a thing; repeating the call with the same attributes changes nothing.</summary>
    public virtual Task<CreateThingResponse> CreateThingAsync(CreateThingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateThingRequest.Operation, request, cancellationToken);

    /// <summary>Reads a thing.</summary>
    public virtual Task<DescribeThingResponse> DescribeThingAsync(DescribeThingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeThingRequest.Operation, request, cancellationToken);

    /// <summary>Lists things, a page at a time.</summary>
    public virtual Task<ListThingsResponse> ListThingsAsync(ListThingsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListThingsRequest.Operation, request, cancellationToken);

    /// <summary>Changes a thing's type or attributes.</summary>
    public virtual Task<UpdateThingResponse> UpdateThingAsync(UpdateThingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(UpdateThingRequest.Operation, request, cancellationToken);

    /// <summary>Deletes a thing; succeeds where there is none.</summary>
    public virtual Task<DeleteThingResponse> DeleteThingAsync(DeleteThingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteThingRequest.Operation, request, cancellationToken);

    /// <summary>Makes a 2048-bit RSA key pair and a certificate. The private key is in this response only.</summary>
    public virtual Task<CreateKeysAndCertificateResponse> CreateKeysAndCertificateAsync(CreateKeysAndCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateKeysAndCertificateRequest.Operation, request, cancellationToken);

    /// <summary>Reads a certificate.</summary>
    public virtual Task<DescribeCertificateResponse> DescribeCertificateAsync(DescribeCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeCertificateRequest.Operation, request, cancellationToken);

    /// <summary>Lists certificates, a page at a time.</summary>
    public virtual Task<ListCertificatesResponse> ListCertificatesAsync(ListCertificatesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListCertificatesRequest.Operation, request, cancellationToken);

    /// <summary>Changes a certificate's status.</summary>
    public virtual Task<UpdateCertificateResponse> UpdateCertificateAsync(UpdateCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(UpdateCertificateRequest.Operation, request, cancellationToken);

    /// <summary>Deletes a certificate that is inactive and has neither things nor policies.</summary>
    public virtual Task<DeleteCertificateResponse> DeleteCertificateAsync(DeleteCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteCertificateRequest.Operation, request, cancellationToken);

    /// <summary>Makes a policy; its first version is the default one.</summary>
    public virtual Task<CreatePolicyResponse> CreatePolicyAsync(CreatePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreatePolicyRequest.Operation, request, cancellationToken);

    /// <summary>Adds a version to a policy, which has at most five.</summary>
    public virtual Task<CreatePolicyVersionResponse> CreatePolicyVersionAsync(CreatePolicyVersionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreatePolicyVersionRequest.Operation, request, cancellationToken);

    /// <summary>Reads the default version of a policy.</summary>
    public virtual Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetPolicyRequest.Operation, request, cancellationToken);

    /// <summary>Lists policies, a page at a time.</summary>
    public virtual Task<ListPoliciesResponse> ListPoliciesAsync(ListPoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListPoliciesRequest.Operation, request, cancellationToken);

    /// <summary>Lists the versions of a policy.</summary>
    public virtual Task<ListPolicyVersionsResponse> ListPolicyVersionsAsync(ListPolicyVersionsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListPolicyVersionsRequest.Operation, request, cancellationToken);

    /// <summary>Deletes a version of a policy that is not the default one.</summary>
    public virtual Task<DeletePolicyVersionResponse> DeletePolicyVersionAsync(DeletePolicyVersionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeletePolicyVersionRequest.Operation, request, cancellationToken);

    /// <summary>Deletes a policy that has one version and no targets.</summary>
    public virtual Task<DeletePolicyResponse> DeletePolicyAsync(DeletePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeletePolicyRequest.Operation, request, cancellationToken);

    /// <summary>Attaches a policy to a certificate, a thing group or an identity.</summary>
    public virtual Task<AttachPolicyResponse> AttachPolicyAsync(AttachPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(AttachPolicyRequest.Operation, request, cancellationToken);

    /// <summary>Detaches a policy from a target.</summary>
    public virtual Task<DetachPolicyResponse> DetachPolicyAsync(DetachPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DetachPolicyRequest.Operation, request, cancellationToken);

    /// <summary>Lists the policies of a target, a page at a time.</summary>
    public virtual Task<ListAttachedPoliciesResponse> ListAttachedPoliciesAsync(ListAttachedPoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListAttachedPoliciesRequest.Operation, request, cancellationToken);

    /// <summary>Lists what a policy is attached to, a page at a time.</summary>
    public virtual Task<ListTargetsForPolicyResponse> ListTargetsForPolicyAsync(ListTargetsForPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListTargetsForPolicyRequest.Operation, request, cancellationToken);

    /// <summary>Attaches a certificate to a thing.</summary>
    public virtual Task<AttachThingPrincipalResponse> AttachThingPrincipalAsync(AttachThingPrincipalRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(AttachThingPrincipalRequest.Operation, request, cancellationToken);

    /// <summary>Detaches a certificate from a thing; may take a few seconds to show.</summary>
    public virtual Task<DetachThingPrincipalResponse> DetachThingPrincipalAsync(DetachThingPrincipalRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DetachThingPrincipalRequest.Operation, request, cancellationToken);

    /// <summary>Lists the certificates of a thing, a page at a time.</summary>
    public virtual Task<ListThingPrincipalsResponse> ListThingPrincipalsAsync(ListThingPrincipalsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListThingPrincipalsRequest.Operation, request, cancellationToken);

    /// <summary>Lists the things of a certificate, a page at a time.</summary>
    public virtual Task<ListPrincipalThingsResponse> ListPrincipalThingsAsync(ListPrincipalThingsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListPrincipalThingsRequest.Operation, request, cancellationToken);

    /// <summary>Makes a topic rule.</summary>
    public virtual Task<CreateTopicRuleResponse> CreateTopicRuleAsync(CreateTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateTopicRuleRequest.Operation, request, cancellationToken);

    /// <summary>Reads a topic rule.</summary>
    public virtual Task<GetTopicRuleResponse> GetTopicRuleAsync(GetTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetTopicRuleRequest.Operation, request, cancellationToken);

    /// <summary>Lists topic rules, a page at a time.</summary>
    public virtual Task<ListTopicRulesResponse> ListTopicRulesAsync(ListTopicRulesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListTopicRulesRequest.Operation, request, cancellationToken);

    /// <summary>Replaces a topic rule as a whole.</summary>
    public virtual Task<ReplaceTopicRuleResponse> ReplaceTopicRuleAsync(ReplaceTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ReplaceTopicRuleRequest.Operation, request, cancellationToken);

    /// <summary>Deletes a topic rule.</summary>
    public virtual Task<DeleteTopicRuleResponse> DeleteTopicRuleAsync(DeleteTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteTopicRuleRequest.Operation, request, cancellationToken);

    /// <summary>Adds tags to a resource, or changes their values.</summary>
    public virtual Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(TagResourceRequest.Operation, request, cancellationToken);

    /// <summary>Lists the tags of a resource, a page at a time.</summary>
    public virtual Task<ListTagsForResourceResponse> ListTagsForResourceAsync(ListTagsForResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListTagsForResourceRequest.Operation, request, cancellationToken);
}
