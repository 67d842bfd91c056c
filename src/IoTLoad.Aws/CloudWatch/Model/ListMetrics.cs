using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>Input of ListMetrics. Lists metrics that had points in the last two weeks, a page at a time.</summary>
public class ListMetricsRequest : AmazonCloudWatchRequest
{
    internal static readonly Structure<ListMetricsRequest> Shape = new()
    {
        { "Namespace", Shapes.Text, r => r.Namespace, (r, v) => r.Namespace = v },
        { "MetricName", Shapes.Text, r => r.MetricName, (r, v) => r.MetricName = v },
        { "Dimensions", Shapes.List(DimensionFilter.Shape), r => r.Dimensions, (r, v) => r.Dimensions = v },
        { "NextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
        { "RecentlyActive", RecentlyActive.Shape, r => r.RecentlyActive, (r, v) => r.RecentlyActive = v },
    };

    internal static readonly Operation<ListMetricsRequest, ListMetricsResponse> Operation = new(
        CloudWatchService.Instance, "ListMetrics", Shape, ListMetricsResponse.Shape);

    /// <summary>Namespace, such as <c>AWS/IoT</c>.</summary>
    public string? Namespace { get; set; }

    /// <summary>Name of the metric.</summary>
    public string? MetricName { get; set; }

    /// <summary>Dimensions.</summary>
    public List<DimensionFilter>? Dimensions { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }

    /// <summary><c>PT3H</c> for metrics that had points in the last three hours only.</summary>
    public RecentlyActive? RecentlyActive { get; set; }
}

/// <summary>Output of ListMetrics.</summary>
public class ListMetricsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListMetricsResponse> Shape = new()
    {
        { "Metrics", Shapes.List(Metric.Shape), r => r.Metrics, (r, v) => r.Metrics = v },
        { "NextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    /// <summary>The metrics of this page.</summary>
    public List<Metric>? Metrics { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }
}
