using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Input of FilterLogEvents. Lists a log group's events that match a pattern, a page at a time; a page may be empty and not the last.</summary>
public class FilterLogEventsRequest : AmazonCloudWatchLogsRequest
{
    internal static readonly Structure<FilterLogEventsRequest> Shape = new()
    {
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
        { "logGroupIdentifier", Shapes.Text, r => r.LogGroupIdentifier, (r, v) => r.LogGroupIdentifier = v },
        { "logStreamNames", Shapes.Texts, r => r.LogStreamNames, (r, v) => r.LogStreamNames = v },
        { "logStreamNamePrefix", Shapes.Text, r => r.LogStreamNamePrefix, (r, v) => r.LogStreamNamePrefix = v },
        { "startTime", Shapes.Long, r => r.StartTime, (r, v) => r.StartTime = v },
        { "endTime", Shapes.Long, r => r.EndTime, (r, v) => r.EndTime = v },
        { "filterPattern", Shapes.Text, r => r.FilterPattern, (r, v) => r.FilterPattern = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
        { "limit", Shapes.Integer, r => r.Limit, (r, v) => r.Limit = v },
    };

    internal static readonly Operation<FilterLogEventsRequest, FilterLogEventsResponse> Operation = new(
        CloudWatchLogsService.Instance, "FilterLogEvents", Shape, FilterLogEventsResponse.Shape);

    /// <summary>Name of the log group.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Name or ARN of the log group.</summary>
    public string? LogGroupIdentifier { get; set; }

    /// <summary>Names of the streams.</summary>
    public List<string>? LogStreamNames { get; set; }

    /// <summary>Text that the streams' names begin with.</summary>
    public string? LogStreamNamePrefix { get; set; }

    /// <summary>Begin, milliseconds since 1970.</summary>
    public long? StartTime { get; set; }

    /// <summary>End, milliseconds since 1970.</summary>
    public long? EndTime { get; set; }

    /// <summary>Pattern that events must match.</summary>
    public string? FilterPattern { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? Limit { get; set; }
}

/// <summary>Output of FilterLogEvents.</summary>
public class FilterLogEventsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<FilterLogEventsResponse> Shape = new()
    {
        { "events", Shapes.List(FilteredLogEvent.Shape), r => r.Events, (r, v) => r.Events = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    /// <summary>The events of this page.</summary>
    public List<FilteredLogEvent>? Events { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }
}
