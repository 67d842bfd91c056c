using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>A metric.</summary>
public class Metric
{
    internal static readonly Structure<Metric> Shape = new()
    {
        { "Namespace", Shapes.Text, r => r.Namespace, (r, v) => r.Namespace = v },
        { "MetricName", Shapes.Text, r => r.MetricName, (r, v) => r.MetricName = v },
        { "Dimensions", Shapes.List(Dimension.Shape), r => r.Dimensions, (r, v) => r.Dimensions = v },
    };

    /// <summary>Namespace, such as <c>AWS/IoT</c>.</summary>
    public string? Namespace { get; set; }

    /// <summary>Name of the metric.</summary>
    public string? MetricName { get; set; }

    /// <summary>Dimensions.</summary>
    public List<Dimension>? Dimensions { get; set; }
}
