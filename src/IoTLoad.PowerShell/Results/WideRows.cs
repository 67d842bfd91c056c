using System.Management.Automation;
using IoTLoad.Storage;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Results;

/// <summary>Puts the points of a second into one row, with the same columns in every row: what was not measured is empty.</summary>
/// <param name="hasName">Which metrics are columns.</param>
/// <param name="hasStatistic">Which statistics are columns.</param>
internal sealed class WideRows(Func<string, bool> hasName, Func<string, bool> hasStatistic)
{
    private static readonly string[] OfLatencies = [.. RunMetrics.Statistics.Except(["Sum", "Last"])];

    // A latency has several statistics, and their names are part of the column's: AckP99, as in the result. All else has one.
    private readonly string[] _columns =
    [
        .. RunMetrics.Names.Where(hasName).SelectMany(name => RunMetrics.LatencyNames.Contains(name)
            ? OfLatencies.Where(hasStatistic).Select(statistic => Column(name, statistic))
            : [name]),
    ];

    /// <summary>The rows of points in order of time; a row for each shard where there are several.</summary>
    public IEnumerable<PSObject> Of(IEnumerable<MetricPoint> points)
    {
        PSObject? row = null;
        MetricPoint? first = null;
        foreach (var point in points)
        {
            if (first is null || point.Timestamp != first.Timestamp || point.Shard != first.Shard)
            {
                if (row is not null)
                {
                    yield return row;
                }

                first = point;
                row = Start(point);
            }

            row!.Properties[Column(point.Name, point.Statistic)].Value = InvariantToString.Of(point.Value);
        }

        if (row is not null)
        {
            yield return row;
        }
    }

    private static string Column(string name, string statistic) =>
        !RunMetrics.LatencyNames.Contains(name) ? name
        : statistic == "SampleCount" ? name + "Count"
        : name + char.ToUpperInvariant(statistic[0]) + statistic[1..].Replace(".", "", StringComparison.Ordinal);

    private PSObject Start(MetricPoint point)
    {
        var row = new PSObject();
        row.Properties.Add(new PSNoteProperty(nameof(MetricPoint.Timestamp), InvariantToString.Of(point.Timestamp)), true);
        row.Properties.Add(new PSNoteProperty(nameof(MetricPoint.TestId), point.TestId), true);
        row.Properties.Add(new PSNoteProperty(nameof(MetricPoint.Shard), point.Shard), true);
        row.Properties.Add(new PSNoteProperty(nameof(MetricPoint.Scenario), point.Scenario), true);
        foreach (var column in _columns)
        {
            row.Properties.Add(new PSNoteProperty(column, null), true);
        }

        return row;
    }
}
