using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs;

/// <summary>A client of Amazon CloudWatch Logs. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonCloudWatchLogsClient : TypedClient
{
    /// <summary>Makes a client whose credentials are found as AWSSDK.Core finds them.</summary>
    public AmazonCloudWatchLogsClient(AmazonCloudWatchLogsConfig config)
        : base(CloudWatchLogsService.Instance, null, config)
    {
    }

    /// <summary>Makes a client for a region.</summary>
    public AmazonCloudWatchLogsClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonCloudWatchLogsConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Makes a client.</summary>
    public AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig clientConfig)
        : base(CloudWatchLogsService.Instance, credentials, clientConfig)
    {
    }

    /// <summary>Makes a log group.</summary>
    public virtual Task<CreateLogGroupResponse> CreateLogGroupAsync(CreateLogGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(CreateLogGroupRequest.Operation, request, cancellationToken);

    /// <summary>Sets for how long a log group keeps its events.</summary>
    public virtual Task<PutRetentionPolicyResponse> PutRetentionPolicyAsync(PutRetentionPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PutRetentionPolicyRequest.Operation, request, cancellationToken);

    /// <summary>Lists a log group's events that match a pattern, a page at a time; a page may be empty and not the last.</summary>
    public virtual Task<FilterLogEventsResponse> FilterLogEventsAsync(FilterLogEventsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(FilterLogEventsRequest.Operation, request, cancellationToken);

    /// <summary>Lists log groups, a page at a time.</summary>
    public virtual Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(DescribeLogGroupsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DescribeLogGroupsRequest.Operation, request, cancellationToken);

    /// <summary>Deletes a log group with all its events.</summary>
    public virtual Task<DeleteLogGroupResponse> DeleteLogGroupAsync(DeleteLogGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(DeleteLogGroupRequest.Operation, request, cancellationToken);

    /// <summary>Adds tags to a log group, or changes their values.</summary>
    public virtual Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(TagResourceRequest.Operation, request, cancellationToken);

    /// <summary>Lists the tags of a log group.</summary>
    public virtual Task<ListTagsForResourceResponse> ListTagsForResourceAsync(ListTagsForResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListTagsForResourceRequest.Operation, request, cancellationToken);
}
