using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// A field of the per-second measurement, and the metric that it holds: the same names, units and statistics as
/// <see cref="Runs.RunMetrics"/> gives, in the same order.
/// </summary>
/// <param name="Key">Key of the field, such as <c>published</c> or <c>ack_p99</c>.</param>
/// <param name="Name">Name of the metric.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Statistic">What the value is of its second.</param>
/// <param name="IsInteger">Whether it is stored as an integer.</param>
/// <param name="Latency">The latency that it is of; null for what is counted.</param>
internal sealed record SecondField(string Key, string Name, string Unit, string Statistic, bool IsInteger, LatencyMetric? Latency)
{
    /// <summary>Suffix of the field that holds a latency's sum in milliseconds: seconds are put together by it and the count.</summary>
    public const string SumSuffix = "_sum";

    /// <summary>Statistics of a latency that are stored, with their fields' suffixes.</summary>
    public static IReadOnlyList<(string Suffix, string Statistic, Func<LatencySummary, double?> Of)> LatencyStatistics { get; } =
        [.. LatencyStatistic.All.Where(statistic => statistic.EverySecond)
            .Select(statistic => ("_" + statistic.Key, statistic.Name, statistic.Of))];

    /// <summary>Suffix of the field that holds a latency's number of values.</summary>
    public const string CountSuffix = "_count";

    public static IReadOnlyList<SecondField> All { get; } =
    [
        .. SliceMetric.All.Select(metric => new SecondField(
            KeyOf(metric.Name), metric.Name, metric.Unit, metric.Statistic, metric.IsInteger, null)),
        .. LatencyMetric.All.SelectMany(source => LatencyStatistics
            .Select(statistic => new SecondField(KeyOf(source.Name)
                + statistic.Suffix, source.Name, "Milliseconds", statistic.Statistic, false, source))
            .Append(new SecondField(KeyOf(source.Name) + CountSuffix, source.Name, "Count", "SampleCount", true, source))),
    ];

    /// <summary>Whether it is a latency's mean, which over a window is the latency's sum by its count.</summary>
    public bool IsMeanOfLatency => Latency is not null && Statistic == "Mean";

    /// <summary>Key of the field that holds the sum of the same latency, in milliseconds.</summary>
    public string SumKey => KeyOf(Name) + SumSuffix;

    /// <summary>Key of the field that holds the number of values of the same latency.</summary>
    public string CountKey => KeyOf(Name) + CountSuffix;

    /// <summary>
    /// The function that puts seconds together. Percentiles cannot be: the highest is taken, which is that of the worst second. A
    /// latency's mean is made from its sum and count.
    /// </summary>
    public string Aggregate => Statistic switch
    {
        "Sum" or "SampleCount" => "sum",
        "Last" => "last",
        "Mean" => "mean",
        _ => "max",
    };

    /// <summary>Key of a metric's field: its name, beginning in lower case.</summary>
    public static string KeyOf(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
