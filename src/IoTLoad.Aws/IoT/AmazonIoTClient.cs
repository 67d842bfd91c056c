using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.IoT.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>A client of AWS IoT Core's control plane. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonIoTClient(AWSCredentials credentials, AmazonIoTConfig clientConfig)
    : TypedClient(Service, credentials, clientConfig)
{
    internal static readonly AwsService Service = new()
    {
        ServiceId = "IoT",
        Name = "Amazon.IoT",
        SigningName = "iot",
        ApiVersion = "2015-05-28",
        Protocol = new RestJsonProtocol(IoTJson.Default, JsonNamingPolicy.CamelCase),
        Endpoints = new("iot"),
    };

    public Task<DescribeEndpointResponse> DescribeEndpointAsync(
        DescribeEndpointRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeEndpointResponse>("GET", "/endpoint{?endpointType}", request, cancellationToken);

    public Task<CreateThingResponse> CreateThingAsync(CreateThingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateThingResponse>("POST", "/things/{thingName}", request, cancellationToken);

    public Task<DescribeThingResponse> DescribeThingAsync(DescribeThingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeThingResponse>("GET", "/things/{thingName}", request, cancellationToken);

    public Task<ListThingsResponse> ListThingsAsync(ListThingsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListThingsResponse>("GET", "/things{?nextToken,maxResults,attributeName,attributeValue}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteThingAsync(DeleteThingRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("DELETE", "/things/{thingName}", request, cancellationToken);

    public Task<CreateKeysAndCertificateResponse> CreateKeysAndCertificateAsync(
        CreateKeysAndCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateKeysAndCertificateResponse>("POST", "/keys-and-certificate{?setAsActive}", request, cancellationToken);

    public Task<DescribeCertificateResponse> DescribeCertificateAsync(
        DescribeCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeCertificateResponse>("GET", "/certificates/{certificateId}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> UpdateCertificateAsync(
        UpdateCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("PUT", "/certificates/{certificateId}{?newStatus}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteCertificateAsync(
        DeleteCertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("DELETE", "/certificates/{certificateId}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> CreatePolicyAsync(CreatePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("POST", "/policies/{policyName}", request, cancellationToken);

    public Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetPolicyResponse>("GET", "/policies/{policyName}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeletePolicyAsync(DeletePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("DELETE", "/policies/{policyName}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> AttachPolicyAsync(AttachPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("PUT", "/target-policies/{policyName}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> DetachPolicyAsync(DetachPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("POST", "/target-policies/{policyName}", request, cancellationToken);

    public Task<ListAttachedPoliciesResponse> ListAttachedPoliciesAsync(
        ListAttachedPoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListAttachedPoliciesResponse>("POST", "/attached-policies/{target}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> AttachThingPrincipalAsync(
        AttachThingPrincipalRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("PUT", "/things/{thingName}/principals", request, cancellationToken);

    public Task<AmazonWebServiceResponse> DetachThingPrincipalAsync(
        DetachThingPrincipalRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("DELETE", "/things/{thingName}/principals", request, cancellationToken);

    public Task<DescribeCACertificateResponse> DescribeCACertificateAsync(
        DescribeCACertificateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeCACertificateResponse>("GET", "/cacertificate/{caCertificateId}", request, cancellationToken);

    public Task<ListProvisioningTemplatesResponse> ListProvisioningTemplatesAsync(
        ListProvisioningTemplatesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListProvisioningTemplatesResponse>("GET", "/provisioning-templates{?nextToken}", request, cancellationToken);

    public Task<DescribeProvisioningTemplateResponse> DescribeProvisioningTemplateAsync(
        DescribeProvisioningTemplateRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeProvisioningTemplateResponse>("GET", "/provisioning-templates/{templateName}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> CreateTopicRuleAsync(
        CreateTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("POST", "/rules/{ruleName}", request, cancellationToken);

    public Task<GetTopicRuleResponse> GetTopicRuleAsync(GetTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetTopicRuleResponse>("GET", "/rules/{ruleName}", request, cancellationToken);

    public Task<ListTopicRulesResponse> ListTopicRulesAsync(ListTopicRulesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListTopicRulesResponse>("GET", "/rules{?maxResults,nextToken}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> ReplaceTopicRuleAsync(
        ReplaceTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("PATCH", "/rules/{ruleName}", request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteTopicRuleAsync(
        DeleteTopicRuleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("DELETE", "/rules/{ruleName}", request, cancellationToken);
}

/// <summary>Configuration of a client of AWS IoT Core's control plane.</summary>
public class AmazonIoTConfig() : TypedConfig(AmazonIoTClient.Service);

/// <summary>The types of its requests and responses.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeEndpointRequest)), JsonSerializable(typeof(DescribeEndpointResponse))]
[JsonSerializable(typeof(CreateThingRequest)), JsonSerializable(typeof(CreateThingResponse))]
[JsonSerializable(typeof(DescribeThingRequest)), JsonSerializable(typeof(DescribeThingResponse))]
[JsonSerializable(typeof(ListThingsRequest)), JsonSerializable(typeof(ListThingsResponse))]
[JsonSerializable(typeof(DeleteThingRequest))]
[JsonSerializable(typeof(CreateKeysAndCertificateRequest)), JsonSerializable(typeof(CreateKeysAndCertificateResponse))]
[JsonSerializable(typeof(DescribeCertificateRequest)), JsonSerializable(typeof(DescribeCertificateResponse))]
[JsonSerializable(typeof(UpdateCertificateRequest))]
[JsonSerializable(typeof(DeleteCertificateRequest))]
[JsonSerializable(typeof(CreatePolicyRequest))]
[JsonSerializable(typeof(GetPolicyRequest)), JsonSerializable(typeof(GetPolicyResponse))]
[JsonSerializable(typeof(DeletePolicyRequest))]
[JsonSerializable(typeof(AttachPolicyRequest))]
[JsonSerializable(typeof(DetachPolicyRequest))]
[JsonSerializable(typeof(ListAttachedPoliciesRequest)), JsonSerializable(typeof(ListAttachedPoliciesResponse))]
[JsonSerializable(typeof(AttachThingPrincipalRequest))]
[JsonSerializable(typeof(DetachThingPrincipalRequest))]
[JsonSerializable(typeof(DescribeCACertificateRequest)), JsonSerializable(typeof(DescribeCACertificateResponse))]
[JsonSerializable(typeof(ListProvisioningTemplatesRequest)), JsonSerializable(typeof(ListProvisioningTemplatesResponse))]
[JsonSerializable(typeof(DescribeProvisioningTemplateRequest)), JsonSerializable(typeof(DescribeProvisioningTemplateResponse))]
[JsonSerializable(typeof(CreateTopicRuleRequest))]
[JsonSerializable(typeof(GetTopicRuleRequest)), JsonSerializable(typeof(GetTopicRuleResponse))]
[JsonSerializable(typeof(ListTopicRulesRequest)), JsonSerializable(typeof(ListTopicRulesResponse))]
[JsonSerializable(typeof(ReplaceTopicRuleRequest))]
[JsonSerializable(typeof(DeleteTopicRuleRequest))]
internal sealed partial class IoTJson : JsonSerializerContext;

/// <summary>Status of a certificate.</summary>
[JsonConverter(typeof(ConstantConverter<CertificateStatus>))]
public class CertificateStatus(string value) : ConstantClass(value)
{
    public static readonly CertificateStatus ACTIVE = new("ACTIVE");
    public static readonly CertificateStatus INACTIVE = new("INACTIVE");
}
