using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Results;

/// <summary>
/// A result at a glance: was the load that was asked for offered, what came back, what was lost, how slow, passed or not,
/// and was the generator the bottleneck.
/// </summary>
internal static class ResultText
{
    private const int Indent = 14;

    /// <summary>The lines.</summary>
    /// <param name="result">The result.</param>
    /// <param name="width">Columns of a line at most.</param>
    public static IReadOnlyList<string> Of(LoadResult result, int width)
    {
        var lines = new Lines(width) { Head(result), "" };
        AddAsked(lines, result);
        if (result.Fault is null || result.Counters.Intended > 0)
        {
            AddCounts(lines, result);
        }

        AddConnections(lines, result);
        AddScenarios(lines, result);
        AddLabelled(lines, "Storms", result.Storms.Select(storm => storm.ToString()));
        AddLatencies(lines, result);
        AddGenerator(lines, result);
        AddThresholds(lines, result);
        AddFailures(lines, result);
        AddLabelled(lines, "Notes", result.Fault is { } fault
            ? [$"{fault.Message} {fault.RecommendedAction}", .. result.Notes] : result.Notes);
        return lines;
    }

    private static string Head(LoadResult result)
    {
        var name = result.Name.Length > 0 ? $" ({result.Name})" : "";
        var outcome = result.Outcome == RunOutcome.Completed ? "" : $", {result.Outcome}";
        return $"{(result.Passed ? "PASSED" : "FAILED")}{outcome}  test {result.Id}{name}";
    }

    private static void AddAsked(Lines lines, LoadResult result)
    {
        var pattern = result.Pattern switch
        {
            TrafficPattern.RoundTrip => "round trip",
            TrafficPattern.FanIn when result.Plan.Traffic.IsShared =>
                Text($"fan-in to a group of {result.Plan.Traffic.Subscribers:N0}"),
            TrafficPattern.FanIn => Text($"fan-in to {result.Plan.Traffic.Subscribers:N0} subscribers"),
            TrafficPattern.Downlink => Text($"downlink from {result.Plan.Traffic.Publishers:N0} publishers"),
            _ => "publish only",
        };
        Add(lines, "Endpoint", result.Endpoint);
        var what = result.Scenarios.Count > 0 ? Text($"{result.Scenarios.Count} scenarios") : $"QoS {result.QoS}, {pattern}";
        Add(lines, "Load", Text($"{result.Devices:N0} devices, {what}, {DurationText.Format(Rounded(result.PublishDuration))}"));
    }

    private static void AddCounts(Lines lines, LoadResult result)
    {
        var counters = result.Counters;
        Add(lines, "Offered", Text($"{counters.Intended,12:N0}             {Rate(result.OfferedRate)}"));
        Add(lines, "Published", Text(
            $"{counters.Published,12:N0}  {Share(counters.Published, counters.Intended)}   {Rate(result.PublishedRate)}   "
                + $"missed {counters.Missed:N0}"));
        if (result.Plan.IsAcknowledged)
        {
            Add(lines, "Acked", Text(
                $"{counters.Acked,12:N0}  {Share(counters.Acked, counters.Published)}   failed {counters.Failed:N0}, "
                    + $"unacked {counters.Unacked:N0}"));
        }

        if (!result.Plan.HasSubscribers)
        {
            return;
        }

        var details = !result.Plan.IsTracked ? "not tracked: lost and duplicates are not known"
            : Text($"lost {counters.Lost:N0}, duplicates {counters.Duplicates:N0}, out of order {counters.OutOfOrder:N0}")
                + (counters.Surplus > 0 ? Text($", surplus {counters.Surplus:N0}") : "")
                + (counters.Foreign > 0 ? Text($", foreign {counters.Foreign:N0}") : "");
        var share = result.Plan.IsTracked ? Share(counters.Received - counters.Surplus, counters.Expected) : new string(' ', 8);
        Add(lines, "Received", Text($"{counters.Received,12:N0}  {share}   {details}"));
        if (result.Group.Count > 0)
        {
            Add(lines, "Group", Text($"{result.Group.Count,12:N0}  members received {result.Group.Min(member => member.Received):N0} to "
                + $"{result.Group.Max(member => member.Received):N0} messages each"));
        }
    }

    private static void AddConnections(Lines lines, LoadResult result)
    {
        var counters = result.Counters;
        Add(lines, "Connections", Text($"{result.PeakOnline,12:N0}  of {result.Connections:N0}; {counters.ConnectFailed:N0} "
            + $"attempts failed, {counters.Disconnected:N0} lost")
            + (counters.Churned > 0 ? Text($", {counters.Churned:N0} churned") : ""));
    }

    private static void AddScenarios(Lines lines, LoadResult result)
    {
        if (result.Scenarios.Count == 0)
        {
            return;
        }

        lines.Add("");
        Add(lines, "Scenarios", Text($"{"start",9}{"devices",9}{"published",11}{"missed",9}{"failed",9}{"lost",7}{"p99, ms",9}"));
        foreach (var scenario in result.Scenarios)
        {
            var latency = scenario.RoundTrip.Count > 0 ? scenario.RoundTrip : scenario.Ack;
            var counters = scenario.Counters;
            var label = "  " + scenario.Name;
            var start = $"{(scenario.Started - result.Started).TotalSeconds:0}s";
            var figures = Text($"{start,9}{scenario.Devices,9:N0}{counters.Published,11:N0}{counters.Missed,9:N0}{counters.Failed,9:N0}")
                + (scenario.Plan.IsTracked ? Text($"{counters.Lost,7:N0}") : "      -") + Ms(latency.P99);
            Add(lines, label, label.Length < Indent ? figures : "");
            if (label.Length >= Indent)
            {
                Add(lines, "", figures);
            }
        }
    }

    private static void AddLatencies(Lines lines, LoadResult result)
    {
        var measured = LatencyMetric.All.Select(latency => (latency.Name, Summary: result.Latency(latency)))
            .Where(latency => latency.Summary.Count > 0).ToList();
        if (measured.Count == 0)
        {
            return;
        }

        lines.Add("");
        Add(lines, "Latency, ms", Text($"{"p50",9}{"p90",9}{"p99",9}{"p99.9",9}{"max",9}{"count",11}"));
        foreach (var (name, s) in measured)
        {
            var label = "  " + char.ToLowerInvariant(name[0]) + name[1..];
            var figures = $"{Ms(s.P50)}{Ms(s.P90)}{Ms(s.P99)}{Ms(s.P999)}{Ms(s.Max)}{Text($"{s.Count,11:N0}")}";

            // A long name takes the room to the left of the first figure.
            var rest = figures[Math.Max(0, label.Length - Indent)..];
            Add(lines, label, rest.StartsWith(' ') ? rest : " " + rest);
        }

        lines.Add("");
    }

    private static void AddGenerator(Lines lines, LoadResult result)
    {
        var health = result.Generator;
        var verdict = result.GeneratorSaturated ? "SATURATED: the latencies are partly its own" : "kept up";
        Add(lines, "Generator", Text(
            $"{verdict}; {health.CpuPercent:0} % CPU of {health.Cores * 100} %, GC pauses {health.GcPauseMilliseconds:0} ms, "
                + $"{health.PeakMemoryBytes / 1048576.0:0} MB"));
    }

    private static void AddThresholds(Lines lines, LoadResult result) =>
        AddLabelled(lines, "Thresholds", result.Thresholds.Select(threshold =>
        $"{(threshold.Passed ? "ok    " : threshold.IsWarning ? "warned" : "FAILED")} {threshold.Expression} ({threshold.BrokenText})"));

    private static void AddFailures(Lines lines, LoadResult result) =>
        AddLabelled(lines, "Failures", result.Failures.Take(5).Select(failure =>
        Text($"{failure.Count:N0} x {failure.Kind} {failure.Reason}, for example {failure.Example}")));

    private static void AddLabelled(Lines lines, string label, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            Add(lines, label, text);
            label = "";
        }
    }

    /// <summary>Adds a label and a text, wrapped between words.</summary>
    private static void Add(Lines lines, string label, string text)
    {
        var start = ("  " + label).PadRight(Indent + 2);
        while (text.Length > lines.Width - start.Length && text.LastIndexOf(' ', lines.Width - start.Length) is > 0 and var at)
        {
            lines.Add(start + text[..at].TrimEnd());
            text = text[(at + 1)..];
            start = new string(' ', Indent + 2);
        }

        lines.Add((start + text).TrimEnd());
    }

    private static TimeSpan Rounded(TimeSpan duration) => TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds, 1));

    private static string Rate(double rate) => Text($"{rate:#,0.#}/s");

    private static string Share(long part, long whole)
    {
        // Ninety-nine point nine hundred and ninety-nine percent is not a hundred.
        var percent = whole == 0 ? 0 : Math.Floor(10_000.0 * part / whole) / 100;
        return whole == 0 ? "       -" : Text($"{percent,6:0.00} %");
    }

    private static string Ms(double? milliseconds) => milliseconds switch
    {
        null => "        -",
        < 100 => Text($"{milliseconds,9:0.00}"),
        < 10_000 => Text($"{milliseconds,9:0.0}"),
        _ => Text($"{milliseconds,9:0}"),
    };

    private sealed class Lines(int width) : List<string>
    {
        public int Width => width;
    }
}
