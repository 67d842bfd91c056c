using Amazon.CloudWatch.Model;
using Amazon.Runtime;
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

    /// <summary>Reads series: at most 500 queries and 100,800 points a call, paged by NextToken.</summary>
    public virtual Task<GetMetricDataResponse> GetMetricDataAsync(GetMetricDataRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetMetricDataRequest.Operation, request, cancellationToken);

    /// <summary>Lists metrics that had points in the last two weeks, a page at a time.</summary>
    public virtual Task<ListMetricsResponse> ListMetricsAsync(ListMetricsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListMetricsRequest.Operation, request, cancellationToken);

    /// <summary>Makes a dashboard, or replaces it.</summary>
    public virtual Task<PutDashboardResponse> PutDashboardAsync(PutDashboardRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutDashboardRequest.Operation, request, cancellationToken);

    /// <summary>Reads a dashboard.</summary>
    public virtual Task<GetDashboardResponse> GetDashboardAsync(GetDashboardRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetDashboardRequest.Operation, request, cancellationToken);

    /// <summary>Deletes dashboards: all of them, or none where one does not exist.</summary>
    public virtual Task<DeleteDashboardsResponse> DeleteDashboardsAsync(DeleteDashboardsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteDashboardsRequest.Operation, request, cancellationToken);
}
