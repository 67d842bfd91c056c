using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs;

/// <summary>A client of Amazon CloudWatch Logs. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig clientConfig)
    : TypedClient(CloudWatchLogsService.Instance, credentials, clientConfig)
{
    public Task<AmazonWebServiceResponse> CreateLogGroupAsync(
        CreateLogGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateLogGroupRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> PutRetentionPolicyAsync(
        PutRetentionPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutRetentionPolicyRequest.Operation, request, cancellationToken);

    public Task<FilterLogEventsResponse> FilterLogEventsAsync(
        FilterLogEventsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(FilterLogEventsRequest.Operation, request, cancellationToken);

    public Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(
        DescribeLogGroupsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeLogGroupsRequest.Operation, request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteLogGroupAsync(
        DeleteLogGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteLogGroupRequest.Operation, request, cancellationToken);

    public Task<ListTagsForResourceResponse> ListTagsForResourceAsync(
        ListTagsForResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListTagsForResourceRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of Amazon CloudWatch Logs.</summary>
public class AmazonCloudWatchLogsConfig() : TypedConfig(CloudWatchLogsService.Instance);
