using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs;

/// <summary>A client of Amazon CloudWatch Logs. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig clientConfig)
    : TypedClient(CloudWatchLogsService.Instance, credentials, clientConfig)
{
    public virtual Task<CreateLogGroupResponse> CreateLogGroupAsync(
        CreateLogGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateLogGroupRequest.Operation, request, cancellationToken);

    public virtual Task<PutRetentionPolicyResponse> PutRetentionPolicyAsync(
        PutRetentionPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutRetentionPolicyRequest.Operation, request, cancellationToken);

    public virtual Task<FilterLogEventsResponse> FilterLogEventsAsync(
        FilterLogEventsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(FilterLogEventsRequest.Operation, request, cancellationToken);

    public virtual Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(
        DescribeLogGroupsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeLogGroupsRequest.Operation, request, cancellationToken);

    public virtual Task<DeleteLogGroupResponse> DeleteLogGroupAsync(
        DeleteLogGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteLogGroupRequest.Operation, request, cancellationToken);

    public virtual Task<ListTagsForResourceResponse> ListTagsForResourceAsync(
        ListTagsForResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListTagsForResourceRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of Amazon CloudWatch Logs.</summary>
public class AmazonCloudWatchLogsConfig() : TypedConfig(CloudWatchLogsService.Instance);
