using System.Globalization;
using System.Text;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Reports;

/// <summary>A test as CSV (RFC 4180): a row for each second, all shards together, a column for each metric and statistic.</summary>
public static class SecondsCsv
{
    private static readonly LatencyStatistic[] Statistics = [.. LatencyStatistic.All.Where(statistic => statistic.EverySecond)];

    /// <summary>Makes the text.</summary>
    public static string Build(LoadResult result, RunSeconds seconds)
    {
        var text = new StringBuilder();
        Row(text, [
            "Timestamp", "TestId", "TestName", "Second", "Phase", .. SliceMetric.All.Select(metric => metric.Name),
            .. LatencyMetric.All.SelectMany(latency =>
                Statistics.Select(statistic => $"{latency.Name} {statistic.Name}").Append($"{latency.Name} Count")),
        ]);
        var totals = new LatencyTotals();
        foreach (var slice in seconds.Slices)
        {
            totals.Clear();
            totals.Add(slice.Latencies);
            Row(text, [
                seconds.Origin.AddSeconds(slice.Second).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                result.Id, result.Name, Number(slice.Second), $"{slice.Phase}",
                .. SliceMetric.All.Select(metric => Number(metric.Of(slice))),
                .. LatencyMetric.All.SelectMany(latency => Latencies(Latency.Summarize(totals[latency]))),
            ]);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Latencies(LatencySummary summary) =>
        Statistics.Select(statistic => statistic.Of(summary) is { } value ? Number(value) : "").Append(Number(summary.Count));

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    /// <summary>
    /// A cell. A spreadsheet runs a text that begins like a formula, so it gets an apostrophe before it
    /// (OWASP, CSV Injection); a number is none.
    /// </summary>
    internal static string Cell(string text)
    {
        var formula = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        var safe = formula ? $"'{text}" : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
