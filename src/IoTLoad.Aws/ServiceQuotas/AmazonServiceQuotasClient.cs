using System.Text.Json.Serialization;
using Amazon.Runtime;
using Amazon.ServiceQuotas.Model;
using IoTLoad.Aws.Protocols;

namespace Amazon.ServiceQuotas;

/// <summary>A client of Service Quotas. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonServiceQuotasClient(AWSCredentials credentials, AmazonServiceQuotasConfig clientConfig)
    : TypedClient(Service, credentials, clientConfig)
{
    internal static readonly AwsService Service = new()
    {
        ServiceId = "Service Quotas",
        Name = "Amazon.ServiceQuotas",
        SigningName = "servicequotas",
        ApiVersion = "2019-06-24",
        Protocol = new JsonRpcProtocol(ServiceQuotasJson.Default, null, "1.1", "ServiceQuotasV20190624"),
        Endpoints = new("servicequotas", Elsewhere),
    };

    public Task<ListServiceQuotasResponse> ListServiceQuotasAsync(
        ListServiceQuotasRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListServiceQuotasResponse>(request, cancellationToken);

    // In GovCloud the ordinary IPv4 endpoints are the FIPS ones.
    private static EndpointException? Elsewhere(EndpointQuery query) =>
        query is { Partition: "aws-us-gov", Fips: true, DualStack: false } ? new($"servicequotas.{query.Region}.{query.Suffix}") : null;
}

/// <summary>Configuration of a client of Service Quotas.</summary>
public class AmazonServiceQuotasConfig() : TypedConfig(AmazonServiceQuotasClient.Service);

/// <summary>The types of its requests and responses.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ListServiceQuotasRequest)), JsonSerializable(typeof(ListServiceQuotasResponse))]
internal sealed partial class ServiceQuotasJson : JsonSerializerContext;
