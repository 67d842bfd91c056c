using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch;

/// <summary>A client of Amazon CloudWatch. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonCloudWatchClient(AWSCredentials credentials, AmazonCloudWatchConfig clientConfig)
    : TypedClient(CloudWatchService.Instance, credentials, clientConfig)
{
    public Task<GetMetricDataResponse> GetMetricDataAsync(GetMetricDataRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetMetricDataRequest.Operation, request, cancellationToken);

    public Task<ListMetricsResponse> ListMetricsAsync(ListMetricsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListMetricsRequest.Operation, request, cancellationToken);

    public Task<PutDashboardResponse> PutDashboardAsync(PutDashboardRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutDashboardRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of Amazon CloudWatch.</summary>
public class AmazonCloudWatchConfig() : TypedConfig(CloudWatchService.Instance);
