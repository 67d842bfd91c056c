using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A log event.</summary>
public class FilteredLogEvent
{
    internal static readonly Structure<FilteredLogEvent> Shape = new()
    {
        { "message", Shapes.Text, r => r.Message, (r, v) => r.Message = v },
    };

    public string? Message { get; set; }
}

/// <summary>A log group.</summary>
public class LogGroup
{
    internal static readonly Structure<LogGroup> Shape = new()
    {
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
        { "retentionInDays", Shapes.Integer, r => r.RetentionInDays, (r, v) => r.RetentionInDays = v },
        { "arn", Shapes.Text, r => r.Arn, (r, v) => r.Arn = v },
        { "logGroupArn", Shapes.Text, r => r.LogGroupArn, (r, v) => r.LogGroupArn = v },
    };

    public string? LogGroupName { get; set; }
    public int? RetentionInDays { get; set; }
    public string? Arn { get; set; }
    public string? LogGroupArn { get; set; }
}

/// <summary>Makes a log group.</summary>
public class CreateLogGroupRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<CreateLogGroupRequest> Shape = new()
    {
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
        { "tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<CreateLogGroupRequest, AmazonWebServiceResponse> Operation = new(
        CloudWatchLogsService.Instance, "CreateLogGroup", Shape);

    public string? LogGroupName { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Deletes a log group with all its events.</summary>
public class DeleteLogGroupRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DeleteLogGroupRequest> Shape = new()
    {
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
    };

    internal static readonly Operation<DeleteLogGroupRequest, AmazonWebServiceResponse> Operation = new(
        CloudWatchLogsService.Instance, "DeleteLogGroup", Shape);

    public string? LogGroupName { get; set; }
}

/// <summary>Lists log groups, a page at a time.</summary>
public class DescribeLogGroupsRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DescribeLogGroupsRequest> Shape = new()
    {
        { "logGroupNamePrefix", Shapes.Text, r => r.LogGroupNamePrefix, (r, v) => r.LogGroupNamePrefix = v },
    };

    internal static readonly Operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse> Operation = new(
        CloudWatchLogsService.Instance, "DescribeLogGroups", Shape, DescribeLogGroupsResponse.Shape);

    public string? LogGroupNamePrefix { get; set; }
}

public class DescribeLogGroupsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeLogGroupsResponse> Shape = new()
    {
        { "logGroups", Shapes.List(LogGroup.Shape), r => r.LogGroups, (r, v) => r.LogGroups = v },
    };

    public List<LogGroup>? LogGroups { get; set; }
}

/// <summary>Lists a log group's events that match a pattern, a page at a time; a page may be empty and not the last.</summary>
public class FilterLogEventsRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<FilterLogEventsRequest> Shape = new()
    {
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
        { "startTime", Shapes.Long, r => r.StartTime, (r, v) => r.StartTime = v },
        { "filterPattern", Shapes.Text, r => r.FilterPattern, (r, v) => r.FilterPattern = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    internal static readonly Operation<FilterLogEventsRequest, FilterLogEventsResponse> Operation = new(
        CloudWatchLogsService.Instance, "FilterLogEvents", Shape, FilterLogEventsResponse.Shape);

    public string? LogGroupName { get; set; }
    public long? StartTime { get; set; }
    public string? FilterPattern { get; set; }
    public string? NextToken { get; set; }
}

public class FilterLogEventsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<FilterLogEventsResponse> Shape = new()
    {
        { "events", Shapes.List(FilteredLogEvent.Shape), r => r.Events, (r, v) => r.Events = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    public List<FilteredLogEvent>? Events { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>Lists the tags of a log group.</summary>
public class ListTagsForResourceRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ListTagsForResourceRequest> Shape = new()
    {
        { "resourceArn", Shapes.Text, r => r.ResourceArn, (r, v) => r.ResourceArn = v },
    };

    internal static readonly Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> Operation = new(
        CloudWatchLogsService.Instance, "ListTagsForResource", Shape, ListTagsForResourceResponse.Shape);

    public string? ResourceArn { get; set; }
}

public class ListTagsForResourceResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListTagsForResourceResponse> Shape = new()
    {
        { "tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
    };

    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Sets for how long a log group keeps its events.</summary>
public class PutRetentionPolicyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<PutRetentionPolicyRequest> Shape = new()
    {
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
        { "retentionInDays", Shapes.Integer, r => r.RetentionInDays, (r, v) => r.RetentionInDays = v },
    };

    internal static readonly Operation<PutRetentionPolicyRequest, AmazonWebServiceResponse> Operation = new(
        CloudWatchLogsService.Instance, "PutRetentionPolicy", Shape);

    public string? LogGroupName { get; set; }
    public int? RetentionInDays { get; set; }
}
