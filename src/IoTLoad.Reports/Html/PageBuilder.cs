using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Html;

/// <summary>Puts a report's tables and charts into the order in which a reader wants them.</summary>
internal static class PageBuilder
{
    /// <summary>The page of a finished test, or of how far one has come.</summary>
    public static ReportPage Of(ReportSource source)
    {
        var result = source.Result;
        var columns = new PageColumns(source.Seconds.Origin, source.Seconds.Slices);
        return new ReportPage(
            ReportText.NameOf(result), Verdict(result), What(result), Tiles(result), columns.Time,
            columns.EventsOf(result.Storms),
            [
                .. ResultTables.Verdict(result),
                .. source.Baseline is { } baseline ? [BaselineTable.Of(result, baseline.Result)] : Array.Empty<object>(),
                ResultTables.Scenarios(result),
                ResultTables.Messages(result),
                ResultTables.Latencies(result),
                .. source.Seconds.Slices.Count > 1 ? columns.Parts() : [],
                ResultTables.ConnectParts(result),
                ResultTables.Recovery(result),
                Percentiles(columns, source.Baseline),
                .. OtherCharts.Of(source.OtherMetrics),
                .. ResultTables.Details(result, columns.SecondsPerColumn),
            ]);
    }

    /// <summary>The figures at the top.</summary>
    public static IReadOnlyList<PageTile> Tiles(LoadResult result)
    {
        var counters = result.Counters;
        var tiles = new List<PageTile>
        {
            new("published", Text($"{result.PublishedRate:#,0.#}/s")),
            new("of what was offered", Percent(counters.Published, counters.Intended), Mark(counters.Missed)),
        };
        var latency = new[] { LatencyMetric.RoundTrip, LatencyMetric.Ack, LatencyMetric.Connect }
            .FirstOrDefault(each => result.Latency(each).Count > 0);
        if (latency is not null)
        {
            tiles.Add(new($"{ReportText.Shown(latency.Name)} p99", Text($"{result.Latency(latency).P99:#,0.##} ms")));
        }

        if (result.Plan.IsTracked)
        {
            tiles.Add(new("lost", Text($"{counters.Lost:N0}"), Mark(counters.Lost)));
        }

        tiles.Add(new("failures", Text($"{result.Failures.Sum(each => each.Count):N0}"), Mark(result.Failures.Sum(each => each.Count))));
        tiles.Add(new("generator", result.GeneratorSaturated ? "saturated" : "kept up", result.GeneratorSaturated ? "bad" : "good"));
        return tiles;
    }

    /// <summary>The figures at the top of a test that still runs: what is counted at its end is left out.</summary>
    public static IReadOnlyList<PageTile> LiveTiles(LoadResult now) =>
    [
        new("offered in the last second", Text($"{now.OfferedRate:N0}")),
        .. Tiles(now).Where(tile => tile.Label is not ("of what was offered" or "lost" or "generator")),
    ];

    /// <summary>What was tested, in a line.</summary>
    public static string What(LoadResult result) =>
        Text($"{result.Endpoint}: {result.Devices:N0} devices, {result.Protocol}, {ReportText.LoadOf(result)}, "
            + $"started {result.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    /// <summary>Latency over the percentiles, with the baseline's as dashed lines.</summary>
    public static PagePercentiles Percentiles(PageColumns columns, ReportSource? baseline) => new(
        "Latency", "Percentile distribution, ms",
        [
            .. PercentileLines.Of(columns.Totals),
            .. baseline is null ? [] : PercentileLines.Of(
                new PageColumns(baseline.Seconds.Origin, baseline.Seconds.Slices).Totals, ", baseline"),
        ]);

    private static PageMark Verdict(LoadResult result)
    {
        var outcome = result.Outcome == RunOutcome.Completed ? "" : $" ({result.Outcome})";
        var saturated = result.GeneratorSaturated ? " The generator was saturated: its latencies are not the platform's." : "";
        var text = (result.Passed ? "Passed" : "Failed") + outcome + "." + saturated
            + (result.Fault is { } fault ? $" {fault.Message}" : "");
        return result is { Passed: true, GeneratorSaturated: true } ? PageMark.Warning(text) : PageMark.Of(text, result.Passed);
    }

    private static string Percent(long part, long whole) =>
        whole == 0 ? "–" : Text($"{Math.Floor(10_000.0 * part / whole) / 100:0.##} %");

    private static string Mark(long bad) => bad == 0 ? "good" : "bad";
}
