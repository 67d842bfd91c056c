using IoTLoad.Engine.Results;
using IoTLoad.Storage;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Reports.Html;

/// <summary>What a report is made from.</summary>
/// <param name="Result">The result.</param>
/// <param name="Seconds">Its seconds, all shards together; none leaves out the charts over time.</param>
public sealed record ReportSource(LoadResult Result, RunSeconds Seconds)
{
    /// <summary>An earlier test to compare with; null for none.</summary>
    public ReportSource? Baseline { get; init; }

    /// <summary>Series that others measured meanwhile, such as CloudWatch's.</summary>
    public IReadOnlyList<MetricPoint> OtherMetrics { get; init; } = [];
}
