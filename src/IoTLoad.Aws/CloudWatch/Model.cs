using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

/// <summary>A warning on a dashboard.</summary>
public class DashboardValidationMessage
{
    public string? DataPath { get; set; }
    public string? Message { get; set; }
}

/// <summary>A dimension of a metric.</summary>
public class Dimension
{
    public string? Name { get; set; }
    public string? Value { get; set; }
}

/// <summary>A note on a result.</summary>
public class MessageData
{
    public string? Value { get; set; }
}

/// <summary>A metric.</summary>
public class Metric
{
    public string? Namespace { get; set; }
    public string? MetricName { get; set; }
    public List<Dimension>? Dimensions { get; set; }
}

/// <summary>A metric to read, or an expression over other queries.</summary>
public class MetricDataQuery
{
    public string? Id { get; set; }
    public MetricStat? MetricStat { get; set; }
}

/// <summary>A series. Timestamps and values are parallel lists.</summary>
public class MetricDataResult
{
    public string? Id { get; set; }
    public List<DateTime>? Timestamps { get; set; }
    public List<double>? Values { get; set; }
    public StatusCode? StatusCode { get; set; }
    public List<MessageData>? Messages { get; set; }
}

/// <summary>A statistic of a metric.</summary>
public class MetricStat
{
    public Metric? Metric { get; set; }
    public int? Period { get; set; }
    public string? Stat { get; set; }
}

/// <summary>Reads series: at most 500 queries and 100,800 points a call, paged by NextToken.</summary>
public class GetMetricDataRequest : AmazonWebServiceRequest
{
    public List<MetricDataQuery>? MetricDataQueries { get; set; }
    public DateTime? StartTime { get; set; }
    public DateTime? EndTime { get; set; }
    public string? NextToken { get; set; }
    public ScanBy? ScanBy { get; set; }
    public int? MaxDatapoints { get; set; }
}

public class GetMetricDataResponse : AmazonWebServiceResponse
{
    public List<MetricDataResult>? MetricDataResults { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>Lists metrics that had points in the last two weeks, a page at a time.</summary>
public class ListMetricsRequest : AmazonWebServiceRequest
{
    public string? Namespace { get; set; }
    public string? NextToken { get; set; }
}

public class ListMetricsResponse : AmazonWebServiceResponse
{
    public List<Metric>? Metrics { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>Makes a dashboard, or replaces it.</summary>
public class PutDashboardRequest : AmazonWebServiceRequest
{
    public string? DashboardName { get; set; }
    public string? DashboardBody { get; set; }
}

public class PutDashboardResponse : AmazonWebServiceResponse
{
    public List<DashboardValidationMessage>? DashboardValidationMessages { get; set; }
}
