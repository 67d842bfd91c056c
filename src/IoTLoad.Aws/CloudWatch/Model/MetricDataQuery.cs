using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>A metric to read, or an expression over other queries.</summary>
public class MetricDataQuery
{
    internal static readonly Structure<MetricDataQuery> Shape = new()
    {
        { "Id", Shapes.Text, r => r.Id, (r, v) => r.Id = v },
        { "MetricStat", MetricStat.Shape, r => r.MetricStat, (r, v) => r.MetricStat = v },
        { "Expression", Shapes.Text, r => r.Expression, (r, v) => r.Expression = v },
        { "Label", Shapes.Text, r => r.Label, (r, v) => r.Label = v },
        { "ReturnData", Shapes.Flag, r => r.ReturnData, (r, v) => r.ReturnData = v },
        { "Period", Shapes.Integer, r => r.Period, (r, v) => r.Period = v },
        { "AccountId", Shapes.Text, r => r.AccountId, (r, v) => r.AccountId = v },
    };

    /// <summary>ID of the query, which expressions use and results bear. Required.</summary>
    public string? Id { get; set; }

    /// <summary>A metric to read; not set for an expression.</summary>
    public MetricStat? MetricStat { get; set; }

    /// <summary>Expression over other queries, or a Metrics Insights query.</summary>
    public string? Expression { get; set; }

    /// <summary>Label of the series.</summary>
    public string? Label { get; set; }

    /// <summary>Whether the series is in the result; true by default.</summary>
    public bool? ReturnData { get; set; }

    /// <summary>Period of a point, seconds.</summary>
    public int? Period { get; set; }

    /// <summary>The account that the metric is in, where it is not this one.</summary>
    public string? AccountId { get; set; }
}
