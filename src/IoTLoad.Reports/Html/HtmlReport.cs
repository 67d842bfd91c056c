using System.Net;
using System.Reflection;
using System.Text.Json;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Storage.Runs;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Html;

/// <summary>
/// A result as one HTML file that opens offline: verdict, tables, charts, and what the generator itself did. Everything is in the
/// file (uPlot draws the charts), and its content security policy lets it ask no host for anything.
/// </summary>
public static class HtmlReport
{
    /// <summary>Makes the page.</summary>
    /// <param name="result">The result.</param>
    /// <param name="seconds">Its seconds, all shards together; none leaves out the charts over time.</param>
    /// <param name="distributions">Latency (milliseconds) at percentiles (0 to 100), for each latency that was measured.</param>
    public static string Build(
        LoadResult result, RunSeconds seconds,
        IReadOnlyList<(string Name, IReadOnlyList<(double Percentile, double Milliseconds)> Points)> distributions)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(seconds);
        ArgumentNullException.ThrowIfNull(distributions);
        var data = new
        {
            Name = ReportText.NameOf(result),
            Passed = result.Passed,
            Verdict = Verdict(result),
            What = Text($"{result.Endpoint}: {result.Devices:N0} devices, QoS {result.QoS}, {result.Pattern}, "
                + $"started {result.Started.UtcDateTime:u}"),
            Thresholds = result.Thresholds.Select(each => new[] { each.Expression, each.ActualText, each.Passed ? "held" : "broken" }),
            Messages = Messages(result.Counters),
            Latencies = ReportText.LatenciesOf(result).Select(each => Row(each.Name, each.Summary)),
            Seconds = seconds.Slices.Count > 1 ? SecondSeries.Of(seconds) : null,
            Distribution = distributions.Select(each => new
            {
                each.Name,

                // Each nine gets the same room: x is 1 / (1 - p), on a logarithmic axis.
                Points = each.Points.Where(point => point.Percentile < 100)
                    .Select(point => new[] { 100 / (100 - point.Percentile), point.Milliseconds }),
            }),
            Failures = result.Failures.Take(100)
                .Select(each => new[] { $"{each.Kind}", each.Reason, Text($"{each.Count:N0}"), each.Example }),
            Shards = result.Shards.Count < 2 ? [] : result.Shards.Select(Row),
            Notes = result.Notes.Select(note => new[] { note }),
            Facts = Facts(result),
        };
        return Resource("report.html")
            .Replace("{{title}}", WebUtility.HtmlEncode($"IoTLoad: {ReportText.NameOf(result)}"), StringComparison.Ordinal)
            .Replace("{{uplot-css}}", Resource("uPlot.min.css"), StringComparison.Ordinal)
            .Replace("{{uplot-js}}", Resource("uPlot.iife.min.js"), StringComparison.Ordinal)

            // Last, so that nothing in the data is taken for one of the other places. The encoder writes < as \u003C.
            .Replace("{{data}}", JsonSerializer.Serialize(data, JsonSerializerOptions.Web), StringComparison.Ordinal);
    }

    private static string Verdict(LoadResult result)
    {
        var outcome = result.Outcome == RunOutcome.Completed ? "" : $" ({result.Outcome})";
        var saturated = result.GeneratorSaturated ? " The generator was saturated: its latencies are not the platform's." : "";
        return (result.Passed ? "Passed" : "Failed") + outcome + "." + saturated + (result.Fault is { } fault ? $" {fault.Message}" : "");
    }

    private static IEnumerable<string[]> Messages(Counters counters)
    {
        yield return ["offered", Text($"{counters.Intended:N0}"), ""];
        yield return ["published", Text($"{counters.Published:N0}"), Share(counters.Published, counters.Intended)];
        yield return ["missed", Text($"{counters.Missed:N0}"), Share(counters.Missed, counters.Intended)];
        yield return ["acknowledged", Text($"{counters.Acked:N0}"), Share(counters.Acked, counters.Published)];
        yield return ["failed", Text($"{counters.Failed:N0}"), Share(counters.Failed, counters.Published)];
        yield return ["unacknowledged", Text($"{counters.Unacked:N0}"), Share(counters.Unacked, counters.Published)];
        yield return ["received", Text($"{counters.Received:N0}"), Share(counters.Received, counters.Expected)];
        yield return ["lost", Text($"{counters.Lost:N0}"), Share(counters.Lost, counters.Expected)];
        yield return ["duplicates", Text($"{counters.Duplicates:N0}"), ""];
        yield return ["out of order", Text($"{counters.OutOfOrder:N0}"), ""];
    }

    private static string[] Row(string name, LatencySummary latency) =>
    [
        name, Milliseconds(latency.P50), Milliseconds(latency.P90), Milliseconds(latency.P95), Milliseconds(latency.P99),
        Milliseconds(latency.P999), Milliseconds(latency.Max), Text($"{latency.Count:N0}"),
    ];

    private static string[] Row(ShardSummary shard) =>
    [
        Text($"{shard.Shard}"), $"{shard.Phase}", Text($"{shard.Counters.Published:N0}"), Text($"{shard.Counters.Missed:N0}"),
        Text($"{shard.Counters.Acked:N0}"), Text($"{shard.Counters.Lost:N0}"),
    ];

    private static IEnumerable<string[]> Facts(LoadResult result) =>
    [
        ["ID", result.Id],
        ["ended", Text($"{result.Ended.UtcDateTime:u}")],
        ["offered rate", Text($"{result.OfferedRate:N1}/s")],
        ["published rate", Text($"{result.PublishedRate:N1}/s")],
        ["peak connections", Text($"{result.PeakOnline:N0} of {result.Connections:N0}")],
        ["generator CPU", Text($"{result.Generator.CpuPercent:N0} % of a core; {result.Generator.Cores} cores")],
        ["protocol", $"{result.Protocol}"],
        ["seed", Text($"{result.Plan.Seed}")],
        ["IoTLoad", typeof(HtmlReport).Assembly.GetName().Version?.ToString(3) ?? ""],
    ];

    private static string Share(long part, long whole) => whole == 0 ? "" : Text($"{100.0 * part / whole:0.00} %");

    private static string Milliseconds(double? value) => value is { } known ? Text($"{known:0.00}") : "";

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"IoTLoad.Reports.Html.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
