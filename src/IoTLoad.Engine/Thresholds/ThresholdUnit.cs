using IoTLoad.Engine.Metrics;

namespace IoTLoad.Engine.Thresholds;

/// <summary>What a threshold's limit is given in.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="PerBase">How many of it make one millisecond; 1 for everything that is not a duration.</param>
internal sealed record ThresholdUnit(string Text, ThresholdKind Kind, double PerBase)
{
    public static IReadOnlyList<ThresholdUnit> All { get; } =
    [
        new("us", ThresholdKind.Latency, 1000),
        new("µs", ThresholdKind.Latency, 1000),
        new("ms", ThresholdKind.Latency, 1),
        new("s", ThresholdKind.Latency, 0.001),
        new("%", ThresholdKind.Share, 1),
        new("/s", ThresholdKind.Rate, 1),
        new("", ThresholdKind.Count, 1),
    ];

    /// <summary>The sum of measured values in this unit; null if one of them was not measured.</summary>
    public double? Of(IReadOnlyList<ThresholdMetric> metrics, TestMeasurements result, bool isPart = false) =>
        metrics.Select(metric => Of(metric, result, isPart)).Aggregate((sum, value) => sum + value);

    private double? Of(ThresholdMetric metric, TestMeasurements result, bool isPart)
    {
        if (Kind != ThresholdKind.Share)
        {
            return metric.Measure(result, isPart) * PerBase;
        }

        return metric.Measure(result) is { } part && metric.Whole?.Invoke(result.Counters) is { } whole and > 0
            ? part * 100 / whole
            : null;
    }
}

/// <summary>What a threshold's value is.</summary>
internal enum ThresholdKind
{
    /// <summary>A duration.</summary>
    Latency,

    /// <summary>A number.</summary>
    Count,

    /// <summary>A number in percent of another.</summary>
    Share,

    /// <summary>Messages a second.</summary>
    Rate,
}
