using IoTLoad.Storage;

namespace IoTLoad.Reports.Html;

/// <summary>Series that others measured, such as CloudWatch's, as charts beside the test's own: one a unit and statistic.</summary>
internal static class OtherCharts
{
    /// <summary>The charts.</summary>
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
