using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A log event.</summary>
public class FilteredLogEvent
{
    public string? Message { get; set; }
}

/// <summary>A log group.</summary>
public class LogGroup
{
    public string? LogGroupName { get; set; }
    public int? RetentionInDays { get; set; }
    public string? Arn { get; set; }
    public string? LogGroupArn { get; set; }
}

/// <summary>Makes a log group.</summary>
public class CreateLogGroupRequest : AmazonWebServiceRequest
{
    public string? LogGroupName { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Deletes a log group with all its events.</summary>
public class DeleteLogGroupRequest : AmazonWebServiceRequest
{
    public string? LogGroupName { get; set; }
}

/// <summary>Lists log groups, a page at a time.</summary>
public class DescribeLogGroupsRequest : AmazonWebServiceRequest
{
    public string? LogGroupNamePrefix { get; set; }
}

public class DescribeLogGroupsResponse : AmazonWebServiceResponse
{
    public List<LogGroup>? LogGroups { get; set; }
}

/// <summary>Lists a log group's events that match a pattern, a page at a time; a page may be empty and not the last.</summary>
public class FilterLogEventsRequest : AmazonWebServiceRequest
{
    public string? LogGroupName { get; set; }
    public long? StartTime { get; set; }
    public string? FilterPattern { get; set; }
    public string? NextToken { get; set; }
}

public class FilterLogEventsResponse : AmazonWebServiceResponse
{
    public List<FilteredLogEvent>? Events { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>Lists the tags of a log group.</summary>
public class ListTagsForResourceRequest : AmazonWebServiceRequest
{
    public string? ResourceArn { get; set; }
}

public class ListTagsForResourceResponse : AmazonWebServiceResponse
{
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Sets for how long a log group keeps its events.</summary>
public class PutRetentionPolicyRequest : AmazonWebServiceRequest
{
    public string? LogGroupName { get; set; }
    public int? RetentionInDays { get; set; }
}
