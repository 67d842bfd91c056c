using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>Input of GetMetricData. Reads series: at most 500 queries and 100,800 points a call, paged by NextToken.</summary>
public class GetMetricDataRequest : AmazonCloudWatchRequest
{
    internal static readonly Structure<GetMetricDataRequest> Shape = new()
    {
        { "MetricDataQueries", Shapes.List(MetricDataQuery.Shape), r => r.MetricDataQueries, (r, v) => r.MetricDataQueries = v },
        { "StartTime", Shapes.Time, r => r.StartTime, (r, v) => r.StartTime = v },
        { "EndTime", Shapes.Time, r => r.EndTime, (r, v) => r.EndTime = v },
        { "NextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
        { "ScanBy", ScanBy.Shape, r => r.ScanBy, (r, v) => r.ScanBy = v },
        { "MaxDatapoints", Shapes.Integer, r => r.MaxDatapoints, (r, v) => r.MaxDatapoints = v },
        { "LabelOptions", LabelOptions.Shape, r => r.LabelOptions, (r, v) => r.LabelOptions = v },
    };

    internal static readonly Operation<GetMetricDataRequest, GetMetricDataResponse> Operation = new(
        CloudWatchService.Instance, "GetMetricData", Shape, GetMetricDataResponse.Shape);

    /// <summary>What to read, at most 500. Required.</summary>
    public List<MetricDataQuery>? MetricDataQueries { get; set; }

    /// <summary>Begin, included. Required.</summary>
    public DateTime? StartTime { get; set; }

    /// <summary>End, not included. Required.</summary>
    public DateTime? EndTime { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Whether the newest points come first.</summary>
    public ScanBy? ScanBy { get; set; }

    /// <summary>Most points of a page.</summary>
    public int? MaxDatapoints { get; set; }

    /// <summary>How times in labels are written.</summary>
    public LabelOptions? LabelOptions { get; set; }
}

/// <summary>Output of GetMetricData.</summary>
public class GetMetricDataResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetMetricDataResponse> Shape = new()
    {
        { "MetricDataResults", Shapes.List(MetricDataResult.Shape), r => r.MetricDataResults, (r, v) => r.MetricDataResults = v },
        { "NextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
        { "Messages", Shapes.List(MessageData.Shape), r => r.Messages, (r, v) => r.Messages = v },
    };

    /// <summary>The series of this page.</summary>
    public List<MetricDataResult>? MetricDataResults { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Notes.</summary>
    public List<MessageData>? Messages { get; set; }
}
