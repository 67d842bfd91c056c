using System.Globalization;
using System.Reflection;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.PowerShell.Results;

/// <summary>The columns of a result: what a person compares, exports or gates on, in the order of the CSV file.</summary>
internal static class ResultColumns
{
    private static readonly string[] Statistics = ["P50", "P95", "P99", "P999", "Max"];

    /// <summary>Name and value of each column.</summary>
    public static IReadOnlyList<(string Name, Func<LoadResult, object?> Value)> All { get; } =
    [
        ("Id", result => result.Id),
        ("Name", result => result.Name),
        ("Started", result => result.Started),
        ("Ended", result => result.Ended),
        ("DurationSeconds", result => result.PublishDuration.TotalSeconds),
        ("Outcome", result => result.Outcome.ToString()),
        ("Passed", result => result.Passed),
        ("FailedThresholds", result => string.Join("; ", result.Thresholds.Where(each => !each.Passed).Select(each => $"{each.Expression} (was {each.ActualText})"))),
        ("Endpoint", result => result.Endpoint),
        ("Protocol", result => result.Protocol.ToString()),
        ("Pattern", result => result.Pattern.ToString()),
        ("QoS", result => result.QoS),
        ("Devices", result => result.Devices),
        ("Connections", result => result.Connections),
        ("PeakOnline", result => result.PeakOnline),
        ("OfferedRate", result => result.OfferedRate),
        ("PublishedRate", result => result.PublishedRate),
        .. CounterColumns(),
        ("LostPercent", result => Percent(result.Counters.Lost, result.Counters.Expected)),
        ("MissedPercent", result => Percent(result.Counters.Missed, result.Counters.Intended)),
        .. LatencyColumns(),
        ("GeneratorSaturated", result => result.GeneratorSaturated),
        ("CpuPercent", result => result.Generator.CpuPercent),
        ("TopFailure", result => result.Failures is [var top, ..]
            ? string.Create(CultureInfo.InvariantCulture, $"{top.Kind} {top.Reason} ({top.Count})") : null),
        ("Notes", result => string.Join(" ", result.Notes)),
        ("Seed", result => result.Plan.Seed),
        ("Folder", result => result.Folder),
    ];

    private static IEnumerable<(string, Func<LoadResult, object?>)> CounterColumns() => typeof(Counters).GetProperties()
        .Where(property => property.PropertyType == typeof(long))
        .Select(property => (property.Name, (Func<LoadResult, object?>)(result => property.GetValue(result.Counters))));

    private static IEnumerable<(string, Func<LoadResult, object?>)> LatencyColumns() =>
        from latency in typeof(LoadResult).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where latency.PropertyType == typeof(LatencySummary)
        from statistic in Statistics
        let figure = typeof(LatencySummary).GetProperty(statistic)!
        select (latency.Name + statistic, (Func<LoadResult, object?>)(result => figure.GetValue(latency.GetValue(result))));

    private static double? Percent(long part, long whole) => whole == 0 ? null : 100.0 * part / whole;
}
