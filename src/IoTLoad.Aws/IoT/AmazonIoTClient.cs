using Amazon.IoT.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>A client of AWS IoT Core's control plane. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonIoTClient(AWSCredentials credentials, AmazonIoTConfig clientConfig)
    : TypedClient(IoTService.Instance, credentials, clientConfig)
{
    public Task<DescribeEndpointResponse> DescribeEndpointAsync(
        DescribeEndpointRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeEndpointRequest.Operation, request, cancellationToken);

    public Task<CreateThingResponse> CreateThingAsync(CreateThingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateThingRequest.Operation, request, cancellationToken);

    public Task<DescribeThingResponse> DescribeThingAsync(DescribeThingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeThingRequest.Operation, request, cancellationToken);

    public Task<ListThingsResponse> ListThingsAsync(ListThingsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListThingsRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteThingAsync(DeleteThingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteThingRequest.Operation, request, cancellationToken);

    public Task<CreateKeysAndCertificateResponse> CreateKeysAndCertificateAsync(
        CreateKeysAndCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateKeysAndCertificateRequest.Operation, request, cancellationToken);

    public Task<DescribeCertificateResponse> DescribeCertificateAsync(
        DescribeCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeCertificateRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> UpdateCertificateAsync(
        UpdateCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(UpdateCertificateRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteCertificateAsync(
        DeleteCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteCertificateRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> CreatePolicyAsync(CreatePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreatePolicyRequest.Operation, request, cancellationToken);

    public Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetPolicyRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeletePolicyAsync(DeletePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeletePolicyRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> AttachPolicyAsync(AttachPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(AttachPolicyRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DetachPolicyAsync(DetachPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DetachPolicyRequest.Operation, request, cancellationToken);

    public Task<ListAttachedPoliciesResponse> ListAttachedPoliciesAsync(
        ListAttachedPoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListAttachedPoliciesRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> AttachThingPrincipalAsync(
        AttachThingPrincipalRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(AttachThingPrincipalRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DetachThingPrincipalAsync(
        DetachThingPrincipalRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DetachThingPrincipalRequest.Operation, request, cancellationToken);

    public Task<DescribeCACertificateResponse> DescribeCACertificateAsync(
        DescribeCACertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeCACertificateRequest.Operation, request, cancellationToken);

    public Task<ListProvisioningTemplatesResponse> ListProvisioningTemplatesAsync(
        ListProvisioningTemplatesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListProvisioningTemplatesRequest.Operation, request, cancellationToken);

    public Task<DescribeProvisioningTemplateResponse> DescribeProvisioningTemplateAsync(
        DescribeProvisioningTemplateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeProvisioningTemplateRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> CreateTopicRuleAsync(
        CreateTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateTopicRuleRequest.Operation, request, cancellationToken);

    public Task<GetTopicRuleResponse> GetTopicRuleAsync(GetTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetTopicRuleRequest.Operation, request, cancellationToken);

    public Task<ListTopicRulesResponse> ListTopicRulesAsync(ListTopicRulesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListTopicRulesRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> ReplaceTopicRuleAsync(
        ReplaceTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ReplaceTopicRuleRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteTopicRuleAsync(
        DeleteTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteTopicRuleRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of AWS IoT Core's control plane.</summary>
public class AmazonIoTConfig() : TypedConfig(IoTService.Instance);
