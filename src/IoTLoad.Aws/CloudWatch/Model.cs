using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>A warning on a dashboard.</summary>
public class DashboardValidationMessage
{
    internal static readonly Structure<DashboardValidationMessage> Shape = new()
    {
        { "DataPath", Shapes.Text, r => r.DataPath, (r, v) => r.DataPath = v },
        { "Message", Shapes.Text, r => r.Message, (r, v) => r.Message = v },
    };

    public string? DataPath { get; set; }
    public string? Message { get; set; }
}

/// <summary>A dimension of a metric.</summary>
public class Dimension
{
    internal static readonly Structure<Dimension> Shape = new()
    {
        { "Name", Shapes.Text, r => r.Name, (r, v) => r.Name = v },
        { "Value", Shapes.Text, r => r.Value, (r, v) => r.Value = v },
    };

    public string? Name { get; set; }
    public string? Value { get; set; }
}

/// <summary>A note on a result.</summary>
public class MessageData
{
    internal static readonly Structure<MessageData> Shape = new()
    {
        { "Value", Shapes.Text, r => r.Value, (r, v) => r.Value = v },
    };

    public string? Value { get; set; }
}

/// <summary>A metric.</summary>
public class Metric
{
    internal static readonly Structure<Metric> Shape = new()
    {
        { "Namespace", Shapes.Text, r => r.Namespace, (r, v) => r.Namespace = v },
        { "MetricName", Shapes.Text, r => r.MetricName, (r, v) => r.MetricName = v },
        { "Dimensions", Shapes.List(Dimension.Shape), r => r.Dimensions, (r, v) => r.Dimensions = v },
    };

    public string? Namespace { get; set; }
    public string? MetricName { get; set; }
    public List<Dimension>? Dimensions { get; set; }
}

/// <summary>A metric to read, or an expression over other queries.</summary>
public class MetricDataQuery
{
    internal static readonly Structure<MetricDataQuery> Shape = new()
    {
        { "Id", Shapes.Text, r => r.Id, (r, v) => r.Id = v },
        { "MetricStat", MetricStat.Shape, r => r.MetricStat, (r, v) => r.MetricStat = v },
    };

    public string? Id { get; set; }
    public MetricStat? MetricStat { get; set; }
}

/// <summary>A series. Timestamps and values are parallel lists.</summary>
public class MetricDataResult
{
    internal static readonly Structure<MetricDataResult> Shape = new()
    {
        { "Id", Shapes.Text, r => r.Id, (r, v) => r.Id = v },
        { "Timestamps", Shapes.List(Shapes.Time), r => r.Timestamps, (r, v) => r.Timestamps = v },
        { "Values", Shapes.List(Shapes.Number), r => r.Values, (r, v) => r.Values = v },
        { "StatusCode", StatusCode.Shape, r => r.StatusCode, (r, v) => r.StatusCode = v },
        { "Messages", Shapes.List(MessageData.Shape), r => r.Messages, (r, v) => r.Messages = v },
    };

    public string? Id { get; set; }
    public List<DateTime>? Timestamps { get; set; }
    public List<double>? Values { get; set; }
    public StatusCode? StatusCode { get; set; }
    public List<MessageData>? Messages { get; set; }
}

/// <summary>A statistic of a metric.</summary>
public class MetricStat
{
    internal static readonly Structure<MetricStat> Shape = new()
    {
        { "Metric", Metric.Shape, r => r.Metric, (r, v) => r.Metric = v },
        { "Period", Shapes.Integer, r => r.Period, (r, v) => r.Period = v },
        { "Stat", Shapes.Text, r => r.Stat, (r, v) => r.Stat = v },
    };

    public Metric? Metric { get; set; }
    public int? Period { get; set; }
    public string? Stat { get; set; }
}

/// <summary>Reads series: at most 500 queries and 100,800 points a call, paged by NextToken.</summary>
public class GetMetricDataRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<GetMetricDataRequest> Shape = new()
    {
        { "MetricDataQueries", Shapes.List(MetricDataQuery.Shape), r => r.MetricDataQueries, (r, v) => r.MetricDataQueries = v },
        { "StartTime", Shapes.Time, r => r.StartTime, (r, v) => r.StartTime = v },
        { "EndTime", Shapes.Time, r => r.EndTime, (r, v) => r.EndTime = v },
        { "NextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
        { "ScanBy", ScanBy.Shape, r => r.ScanBy, (r, v) => r.ScanBy = v },
        { "MaxDatapoints", Shapes.Integer, r => r.MaxDatapoints, (r, v) => r.MaxDatapoints = v },
    };

    internal static readonly Operation<GetMetricDataRequest, GetMetricDataResponse> Operation = new(
        CloudWatchService.Instance, "GetMetricData", Shape, GetMetricDataResponse.Shape);

    public List<MetricDataQuery>? MetricDataQueries { get; set; }
    public DateTime? StartTime { get; set; }
    public DateTime? EndTime { get; set; }
    public string? NextToken { get; set; }
    public ScanBy? ScanBy { get; set; }
    public int? MaxDatapoints { get; set; }
}

public class GetMetricDataResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetMetricDataResponse> Shape = new()
    {
        { "MetricDataResults", Shapes.List(MetricDataResult.Shape), r => r.MetricDataResults, (r, v) => r.MetricDataResults = v },
        { "NextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    public List<MetricDataResult>? MetricDataResults { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>Lists metrics that had points in the last two weeks, a page at a time.</summary>
public class ListMetricsRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ListMetricsRequest> Shape = new()
    {
        { "Namespace", Shapes.Text, r => r.Namespace, (r, v) => r.Namespace = v },
        { "NextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    internal static readonly Operation<ListMetricsRequest, ListMetricsResponse> Operation = new(
        CloudWatchService.Instance, "ListMetrics", Shape, ListMetricsResponse.Shape);

    public string? Namespace { get; set; }
    public string? NextToken { get; set; }
}

public class ListMetricsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListMetricsResponse> Shape = new()
    {
        { "Metrics", Shapes.List(Metric.Shape), r => r.Metrics, (r, v) => r.Metrics = v },
        { "NextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    public List<Metric>? Metrics { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>Makes a dashboard, or replaces it.</summary>
public class PutDashboardRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<PutDashboardRequest> Shape = new()
    {
        { "DashboardName", Shapes.Text, r => r.DashboardName, (r, v) => r.DashboardName = v },
        { "DashboardBody", Shapes.Text, r => r.DashboardBody, (r, v) => r.DashboardBody = v },
    };

    internal static readonly Operation<PutDashboardRequest, PutDashboardResponse> Operation = new(
        CloudWatchService.Instance, "PutDashboard", Shape, PutDashboardResponse.Shape);

    public string? DashboardName { get; set; }
    public string? DashboardBody { get; set; }
}

public class PutDashboardResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<PutDashboardResponse> Shape = new()
    {
        {
            "DashboardValidationMessages", Shapes.List(DashboardValidationMessage.Shape),
            r => r.DashboardValidationMessages, (r, v) => r.DashboardValidationMessages = v
        },
    };

    public List<DashboardValidationMessage>? DashboardValidationMessages { get; set; }
}
