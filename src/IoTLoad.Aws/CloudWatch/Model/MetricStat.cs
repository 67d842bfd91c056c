using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>A statistic of a metric.</summary>
public class MetricStat
{
    internal static readonly Structure<MetricStat> Shape = new()
    {
        { "Metric", Metric.Shape, r => r.Metric, (r, v) => r.Metric = v },
        { "Period", Shapes.Integer, r => r.Period, (r, v) => r.Period = v },
        { "Stat", Shapes.Text, r => r.Stat, (r, v) => r.Stat = v },
        { "Unit", StandardUnit.Shape, r => r.Unit, (r, v) => r.Unit = v },
    };

    /// <summary>The metric. Required.</summary>
    public Metric? Metric { get; set; }

    /// <summary>Period of a point, seconds. Required.</summary>
    public int? Period { get; set; }

    /// <summary>Statistic, such as <c>Sum</c> or <c>p99</c>. Required.</summary>
    public string? Stat { get; set; }

    /// <summary>Unit that points must have.</summary>
    public StandardUnit? Unit { get; set; }
}
