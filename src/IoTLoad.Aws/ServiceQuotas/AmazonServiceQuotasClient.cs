using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.ServiceQuotas.Model;
using IoTLoad.Aws.Protocols;

namespace Amazon.ServiceQuotas;

/// <summary>A client of Service Quotas. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonServiceQuotasClient : TypedClient
{
    /// <summary>Makes a client whose credentials are found as AWSSDK.Core finds them.</summary>
    public AmazonServiceQuotasClient(AmazonServiceQuotasConfig config)
        : base(ServiceQuotasService.Instance, null, config)
    {
    }

    /// <summary>Makes a client for a region.</summary>
    public AmazonServiceQuotasClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonServiceQuotasConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Makes a client.</summary>
    public AmazonServiceQuotasClient(AWSCredentials credentials, AmazonServiceQuotasConfig clientConfig)
        : base(ServiceQuotasService.Instance, credentials, clientConfig)
    {
    }

    public virtual Task<ListServiceQuotasResponse> ListServiceQuotasAsync(
        ListServiceQuotasRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListServiceQuotasRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of Service Quotas.</summary>
public class AmazonServiceQuotasConfig() : TypedConfig(ServiceQuotasService.Instance);

/// <summary>An error of Service Quotas.</summary>
public class AmazonServiceQuotasException(ErrorResponse error) : AmazonServiceException(
    error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
