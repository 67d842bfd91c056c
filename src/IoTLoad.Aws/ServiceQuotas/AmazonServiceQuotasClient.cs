using Amazon.Runtime;
using Amazon.ServiceQuotas.Model;
using IoTLoad.Aws.Protocols;

namespace Amazon.ServiceQuotas;

/// <summary>A client of Service Quotas. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonServiceQuotasClient(AWSCredentials credentials, AmazonServiceQuotasConfig clientConfig)
    : TypedClient(ServiceQuotasService.Instance, credentials, clientConfig)
{
    public Task<ListServiceQuotasResponse> ListServiceQuotasAsync(
        ListServiceQuotasRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListServiceQuotasRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of Service Quotas.</summary>
public class AmazonServiceQuotasConfig() : TypedConfig(ServiceQuotasService.Instance);
