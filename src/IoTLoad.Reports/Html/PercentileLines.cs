using HdrHistogram;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Reports.Html;

/// <summary>Latencies as lines over the percentiles.</summary>
internal static class PercentileLines
{
    // HdrHistogram's own default: five points between each percentile and half the way from it to 100.
    private const int PointsPerHalving = 5;

    /// <summary>A line for each latency that was measured.</summary>
    /// <param name="totals">The latencies.</param>
    /// <param name="suffix">What to add to the names, to tell a baseline from the test.</param>
    public static IEnumerable<PageLine> Of(LatencyTotals totals, string suffix = "") => LatencyMetric.All
        .Where(latency => !latency.IsPart && totals[latency].TotalCount > 0)
        .Select(latency => new PageLine(ReportText.Shown(latency.Name) + suffix,
            [
                .. totals[latency].Percentiles(PointsPerHalving).Where(point => point.PercentileLevelIteratedTo < 100).Select(point => new[]
                {
                    Math.Round(100 / (100 - point.PercentileLevelIteratedTo), 4),
                    totals[latency].HighestEquivalentValue(point.ValueIteratedTo) / 1000.0,
                }),
            ],
            suffix.Length > 0));
}
