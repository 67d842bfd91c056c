using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Puts a CloudWatch metric.</summary>
public class CloudwatchMetricAction
{
    internal static readonly Structure<CloudwatchMetricAction> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "metricNamespace", Shapes.Text, r => r.MetricNamespace, (r, v) => r.MetricNamespace = v },
        { "metricName", Shapes.Text, r => r.MetricName, (r, v) => r.MetricName = v },
        { "metricValue", Shapes.Text, r => r.MetricValue, (r, v) => r.MetricValue = v },
        { "metricUnit", Shapes.Text, r => r.MetricUnit, (r, v) => r.MetricUnit = v },
        { "metricTimestamp", Shapes.Text, r => r.MetricTimestamp, (r, v) => r.MetricTimestamp = v },
    };

    /// <summary>ARN of the role that allows the action. Required.</summary>
    public string? RoleArn { get; set; }

    /// <summary>Namespace of the metric. Required.</summary>
    public string? MetricNamespace { get; set; }

    /// <summary>Name of the metric. Required.</summary>
    public string? MetricName { get; set; }

    /// <summary>Value, text of a number. Required.</summary>
    public string? MetricValue { get; set; }

    /// <summary>Unit of the metric. Required.</summary>
    public string? MetricUnit { get; set; }

    /// <summary>Time of the value, a Unix time.</summary>
    public string? MetricTimestamp { get; set; }
}
