using System.Text;
using IoTLoad.Engine;
using IoTLoad.Engine.Results;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports;

/// <summary>A result as GitHub-flavoured Markdown, for the summary of a CI job.</summary>
public static class MarkdownReport
{
    /// <summary>Makes the text.</summary>
    public static string Build(LoadResult result)
    {
        var text = new StringBuilder();
        var passed = result.GeneratorSaturated ? "⚠️ Passed, with a saturated generator" : "✅ Passed";
        Line($"## {(result.Passed ? passed : "❌ Failed")}: {Escape(ReportText.NameOf(result))}");
        Line($"{Escape(result.Endpoint)} · {result.Devices:N0} devices · {Escape(ReportText.LoadOf(result))} · {result.Outcome}");
        if (result.Fault is { } fault)
        {
            Line($"> {Escape(fault.Message)} {Escape(fault.RecommendedAction)}");
        }

        Table("| threshold | measured | |\n| --- | --- | --- |", result.Thresholds.Select(threshold =>
            $"| `{Code(threshold.Expression)}` | {Escape(threshold.BrokenText)} | "
                + $"{(threshold.Passed ? "✅" : threshold.IsWarning ? "⚠️" : "❌")} |"));
        var counters = result.Counters;
        Table("| messages | count | |\n| --- | ---: | --- |",
        [
            Row("offered", counters.Intended, $"{result.OfferedRate:N0}/s"),
            Row("published", counters.Published, $"{result.PublishedRate:N0}/s"),
            Row("missed", counters.Missed, ""),
            Row("acknowledged", counters.Acked, $"failed {counters.Failed:N0}, unacknowledged {counters.Unacked:N0}"),
            Row("received", counters.Received, $"lost {counters.Lost:N0}, duplicates {counters.Duplicates:N0}"),
        ]);
        Table("| scenario | start | devices | published | rate | missed | failed | lost | p99, ms | |\n"
            + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
            result.Scenarios.Select(scenario => $"| {string.Join(" | ", ReportText.RowOf(scenario, result).Select(Escape))} "
                + $"| {(scenario.Passed ? "✅" : "❌")} |"));
        Table("| latency, ms | p50 | p95 | p99 | p99.9 | max | count |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
            ReportText.LatenciesOf(result).Select(latency =>
                Text($"| {latency.Name} | {latency.Summary.P50:0.00} | {latency.Summary.P95:0.00} | {latency.Summary.P99:0.00} ")
                + Text($"| {latency.Summary.P999:0.00} | {latency.Summary.Max:0.00} | {latency.Summary.Count:N0} |")));
        Table("| failure | reason | count |\n| --- | --- | ---: |", result.Failures.Take(10).Select(failure => Text(
            $"| {failure.Kind} | {Escape(failure.Reason)} | {failure.Count:N0} |")));
        if (result.Notes.Count > 0)
        {
            Table("", result.Notes.Select(note => $"- {Escape(note)}"));
        }

        Line($"Generator: {(result.GeneratorSaturated ? "**saturated**: these latencies are not the platform's" : "kept up")}. "
            + $"Test `{Code(result.Id)}`.");
        Line($"{Escape(string.Join("; ", ReportText.Versions(result).Select(each => $"{each.Name} {each.Value}")))}");
        return text.ToString();

        void Line(InvariantText line) => text.Append(line.Take()).Append("\n\n");

        void Table(string head, IEnumerable<string> rows)
        {
            var lines = rows.ToList();
            if (lines.Count > 0)
            {
                text.Append(head).Append(head.Length > 0 ? "\n" : "").AppendJoin('\n', lines).Append("\n\n");
            }
        }
    }

    private static string Row(string name, long count, InvariantText rest) =>
        Text($"| {name} | {count:N0} | {rest.Take()} |");

    // Names and reasons come from users and brokers: no markup of theirs is kept, and no line or table cell of ours ends by them.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in ReportText.Printable(text).ReplaceLineEndings(" "))
        {
            if ("\\`*_{}[]()<>#+-!|~&@:".Contains(letter, StringComparison.Ordinal))
            {
                escaped.Append("&#").Append((int)letter).Append(';');
            }
            else
            {
                escaped.Append(letter);
            }
        }

        return escaped.ToString();
    }

    private static string Code(string text) =>
        ReportText.Printable(text).ReplaceLineEndings(" ").Replace('`', '\'').Replace("|", "\\|", StringComparison.Ordinal);
}
