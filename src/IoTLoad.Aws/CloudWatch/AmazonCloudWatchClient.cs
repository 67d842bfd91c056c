using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch;

/// <summary>A client of Amazon CloudWatch. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonCloudWatchClient : TypedClient
{
    /// <summary>Makes a client whose credentials are found as AWSSDK.Core finds them.</summary>
    public AmazonCloudWatchClient(AmazonCloudWatchConfig config)
        : base(CloudWatchService.Instance, null, config)
    {
    }

    /// <summary>Makes a client for a region.</summary>
    public AmazonCloudWatchClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonCloudWatchConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Makes a client.</summary>
    public AmazonCloudWatchClient(AWSCredentials credentials, AmazonCloudWatchConfig clientConfig)
        : base(CloudWatchService.Instance, credentials, clientConfig)
    {
    }

    public virtual Task<GetMetricDataResponse> GetMetricDataAsync(
        GetMetricDataRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetMetricDataRequest.Operation, request, cancellationToken);

    public virtual Task<ListMetricsResponse> ListMetricsAsync(
        ListMetricsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListMetricsRequest.Operation, request, cancellationToken);

    public virtual Task<PutDashboardResponse> PutDashboardAsync(
        PutDashboardRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutDashboardRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of Amazon CloudWatch.</summary>
public class AmazonCloudWatchConfig() : TypedConfig(CloudWatchService.Instance);

/// <summary>An error of Amazon CloudWatch; errors that have a name of their own derive from it.</summary>
public class AmazonCloudWatchException(ErrorResponse error) : AmazonServiceException(
    error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
