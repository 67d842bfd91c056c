using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Input of DescribeLogGroups. Lists log groups, a page at a time.</summary>
public class DescribeLogGroupsRequest : AmazonCloudWatchLogsRequest
{
    internal static readonly Structure<DescribeLogGroupsRequest> Shape = new()
    {
        { "logGroupNamePrefix", Shapes.Text, r => r.LogGroupNamePrefix, (r, v) => r.LogGroupNamePrefix = v },
        { "logGroupNamePattern", Shapes.Text, r => r.LogGroupNamePattern, (r, v) => r.LogGroupNamePattern = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
        { "limit", Shapes.Integer, r => r.Limit, (r, v) => r.Limit = v },
    };

    internal static readonly Operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse> Operation = new(
        CloudWatchLogsService.Instance, "DescribeLogGroups", Shape, DescribeLogGroupsResponse.Shape);

    /// <summary>Text that the names begin with.</summary>
    public string? LogGroupNamePrefix { get; set; }

    /// <summary>Text that the names contain.</summary>
    public string? LogGroupNamePattern { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? Limit { get; set; }
}

/// <summary>Output of DescribeLogGroups.</summary>
public class DescribeLogGroupsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeLogGroupsResponse> Shape = new()
    {
        { "logGroups", Shapes.List(LogGroup.Shape), r => r.LogGroups, (r, v) => r.LogGroups = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    /// <summary>The log groups of this page.</summary>
    public List<LogGroup>? LogGroups { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }
}
