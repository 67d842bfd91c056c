using HdrHistogram;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage;

namespace IoTLoad.Reports.Html;

/// <summary>Series that others measured, such as CloudWatch's, as charts beside the test's own: one a unit and statistic.</summary>
internal static class OtherCharts
{
    public static IEnumerable<PageChart> Of(IReadOnlyList<MetricPoint> points) => points
        .GroupBy(point => (point.Source, point.Unit, point.Statistic))
        .OrderBy(group => group.Key.Unit, StringComparer.Ordinal).ThenBy(group => group.Key.Statistic, StringComparer.Ordinal)
        .Select(group =>
        {
            var (source, unit, statistic) = group.Key;
            var times = group.Select(point => point.Timestamp.ToUnixTimeSeconds()).Distinct().Order().ToList();
            return new PageChart(
                source, $"{source}: {unit}, {statistic}", $"What {source} measured over the same time.", false,
                [
                    .. group.GroupBy(point => point.Dimensions.Length > 0 ? $"{point.Name} {point.Dimensions}" : point.Name)
                        .OrderBy(series => series.Key, StringComparer.Ordinal).Select(series =>
                        {
                            var values = series.GroupBy(point => point.Timestamp.ToUnixTimeSeconds())
                                .ToDictionary(at => at.Key, at => at.Last().Value);
                            return new PageSeries(series.Key,
                                [.. times.Select(time => values.TryGetValue(time, out var value) ? (double?)value : null)]);
                        }),
                ],
                [.. times.Select(time => (double)time)]);
        });
}

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
