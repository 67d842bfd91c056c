using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Metrics;

/// <summary>A metric that every second of every shard has a value of: each counter, and how the shard stood.</summary>
/// <param name="Name">Its name, such as <c>Published</c>.</param>
/// <param name="Unit">Its unit, in CloudWatch's words.</param>
/// <param name="Statistic">What the value is of its second: <c>Sum</c>, <c>Last</c> or <c>Mean</c>.</param>
/// <param name="Of">Takes the value from a second.</param>
/// <param name="IsInteger">Whether it has no decimals.</param>
public sealed record SliceMetric(string Name, string Unit, string Statistic, Func<Slice, double> Of, bool IsInteger = false)
{
    /// <summary>All of them, counters first.</summary>
    public static IReadOnlyList<SliceMetric> All { get; } =
    [
        .. CounterMetric.All.Select(
            counter => new SliceMetric(counter.Name, counter.Unit, "Sum", slice => counter.Of(slice.Counters), true)),
        new("Online", "Count", "Last", slice => slice.Online, true),
        new("TargetRate", "Count/Second", "Last", slice => slice.TargetRate),
        new("CpuPercent", "Percent", "Mean", slice => slice.CpuPercent),
        new("GcPause", "Milliseconds", "Sum", slice => slice.GcPauseMilliseconds),
    ];
}
