using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Html;

/// <summary>The tables of a report.</summary>
internal static class ResultTables
{
    private const string Result = "Result";
    private const string DetailGroup = "Details";

    /// <summary>Thresholds, what was not measured, and what a reader must know.</summary>
    public static IEnumerable<PageTable> Verdict(LoadResult result)
    {
        yield return new PageTable(Result, "Thresholds", ["metric", "limit", "measured", "first broken", "verdict"], [2], [
            .. result.Thresholds.Select(each =>
            {
                var (metric, limit) = Parts(each.Expression);
                return new object[]
                {
                    metric, limit, each.ActualText,
                    each.FirstBroken is { } first
                        ? Text($"{(result.Started + first).UtcDateTime:HH:mm:ss} (after {DurationText.Format(first)})") : "",
                    each is { Passed: false, IsWarning: true }
                        ? PageMark.Warning("warned") : PageMark.Of(each.Passed ? "held" : "broken", each.Passed),
                };
            }),
        ]);
        yield return new PageTable(Result, "Incomplete", ["what was not measured or not finished"], [], Lines(result.Incomplete));
        yield return new PageTable(Result, "Notes", ["what to know before you believe the figures"], [], Lines(result.Notes));
    }

    private static (string Metric, string Limit) Parts(string expression)
    {
        var at = expression.IndexOfAny(['<', '>', '=', '!']);
        return at < 0 ? (expression, "") : (expression[..at].Trim(), expression[at..].Trim());
    }

    public static PageTable Messages(LoadResult result) => new(
        "Messages over time", "Messages", ["", "count", "share", "of"], [1, 2],
        [
            .. CounterMetric.All.Where(counter => counter.Unit == "Count" && result.IsMeasured(counter.When)).Select(counter =>
            {
                var count = counter.Of(result.Counters);
                var whole = counter.ShareOf?.Of(result.Counters) ?? 0;
                return new object[]
                {
                    Words(counter.Name == "Intended" ? "Offered" : counter.Name), Text($"{count:N0}"),
                    whole == 0 ? "" : Text($"{100.0 * count / whole:0.00} %"),
                    whole == 0 ? "" : Words(counter.ShareOf!.Name == "Intended" ? "Offered" : counter.ShareOf.Name),
                };
            }),
        ]);

    /// <summary>A row for each scenario; empty in a test without.</summary>
    public static PageTable Scenarios(LoadResult result) => new(
        Result, "Scenarios",
        ["scenario", "start", "devices", "published", "rate", "missed", "failed", "lost", "p99, ms", "verdict"],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [
            .. result.Scenarios.Select(scenario => ReportText.RowOf(scenario, result).Cast<object>()
                .Append(PageMark.Of(scenario.Passed ? "passed" : "failed", scenario.Passed)).ToList()),
        ]);

    /// <summary>Statistics of each latency.</summary>
    public static PageTable Latencies(LoadResult result) =>
        Statistics("Latency", "Latency, ms", result, LatencyMetric.All.Where(latency => !latency.IsPart));

    /// <summary>Where connecting took its time: the whole, and its parts in their order.</summary>
    public static PageTable ConnectParts(LoadResult result) => Statistics("Connections", "Parts of connecting, ms", result,
        LatencyMetric.All.Where(latency => latency.IsPart).Prepend(LatencyMetric.Connect));

    /// <summary>How the devices came back after each storm; what no storm has is left out.</summary>
    public static PageTable Recovery(LoadResult result)
    {
        (string Head, Func<StormResult, object> Of)[] all =
        [
            ("after", storm => DurationText.Format(storm.At)),
            ("drop", storm => $"{storm.Drop}"),
            ("outage", storm => storm.Outage > TimeSpan.Zero ? DurationText.Format(storm.Outage) : ""),
            ("backoff", storm => $"{storm.Backoff}"),
            ("dropped", storm => Text($"{storm.Dropped:N0}")),
            ("back", storm => PageMark.Of(Text($"{storm.Back:N0}"), storm.Back == storm.Dropped)),
            ("50 %, s", storm => Seconds(storm.Back50)),
            ("90 %, s", storm => Seconds(storm.Back90)),
            ("99 %, s", storm => Seconds(storm.Back99)),
            ("all, s", storm => Seconds(storm.Back100)),
            ("attempts", storm => Text($"{storm.Attempts:N0}")),
            ("in the outage", storm => storm.Outage > TimeSpan.Zero ? Text($"{storm.AttemptsDuringOutage:N0}") : ""),
            ("wills", storm => Text($"{storm.Wills:N0}")),
            ("queued", storm => Text($"{storm.Queued:N0}")),
            ("drained, s", storm => Seconds(storm.DrainMilliseconds)),
        ];
        var shown = all.Where(column => result.Storms.Any(storm => column.Of(storm) is not "")).ToList();
        return new PageTable("Connections", "Recovery after storms", [.. shown.Select(column => column.Head)],
            [.. Enumerable.Range(0, shown.Count).Where(at => shown[at].Head is not ("after" or "drop" or "outage" or "backoff"))],
            [.. result.Storms.Select(storm => shown.Select(column => column.Of(storm)).ToList())]);
    }

    private static PageTable Statistics(string group, string title, LoadResult result, IEnumerable<LatencyMetric> latencies) => new(
        group, title, ["", .. LatencyStatistic.All.Select(each => ReportText.Shown(each.Name)), "count"],
        [.. Enumerable.Range(1, LatencyStatistic.All.Count + 1)],
        [
            .. latencies.Select(latency => (latency.Name, Summary: result.Latency(latency))).Where(each => each.Summary.Count > 0)
                .Select(each => new object[] { ReportText.Shown(each.Name) }
                    .Concat(LatencyStatistic.All.Select(statistic => Milliseconds(statistic.Of(each.Summary))))
                    .Append(Text($"{each.Summary.Count:N0}")).ToList()),
        ]);

    /// <summary>What failed, by reason.</summary>
    public static PageTable Failures(LoadResult result) => new(
        "Failures", "Failures by reason", ["what failed", "reason", "count", "example"], [2],
        [.. result.Failures.Take(100)
            .Select(each => new object[] { $"{each.Kind}", each.Reason, Text($"{each.Count:N0}"), each.Example })]);

    /// <summary>Thresholds as they stand while the test runs.</summary>
    public static PageTable ThresholdsSoFar(LoadResult now) => new(
        Result, "Thresholds so far", ["metric", "limit", "measured", ""], [2],
        [
            .. now.Thresholds.Select(each => new object[]
            {
                Parts(each.Expression).Metric, Parts(each.Expression).Limit, each.ActualText,
                each.Actual is null ? "" : PageMark.Of(each.Passed ? "holds" : "broken", each.Passed),
            }),
        ]);

    /// <summary>Failures, shards, generator, plan and where the figures come from.</summary>
    public static IEnumerable<PageTable> Details(LoadResult result, int secondsPerColumn)
    {
        yield return Failures(result);
        yield return new PageTable("Shards", "Shards", ["shard", "state", "published", "missed", "failed", "lost", "last heard of", "why"],
            [0, 2, 3, 4, 5], result.Shards.Count < 2 ? [] : [.. result.Shards.Select(Row)]);
        yield return new PageTable("Generator", "Generator", ["", ""], [1], [.. Generator(result)]);
        yield return new PageTable(DetailGroup, "Plan", ["setting", "value"], [], [.. Plan(result.Plan)]);
        yield return new PageTable(DetailGroup, "Test and versions", ["", ""], [], [.. Facts(result, secondsPerColumn)]);
    }

    private static IReadOnlyList<IReadOnlyList<object>> Lines(IEnumerable<string> texts) =>
        [.. texts.Select(text => new object[] { text })];

    private static object[] Row(ShardSummary shard) =>
    [
        Text($"{shard.Shard}"), PageMark.Of($"{shard.State}", shard.State is ShardState.Completed or ShardState.Running),
        Text($"{shard.Counters.Published:N0}"), Text($"{shard.Counters.Missed:N0}"), Text($"{shard.Counters.Failed:N0}"),
        Text($"{shard.Counters.Lost:N0}"), shard.LastSeen is { } seen ? Text($"{seen.UtcDateTime:HH:mm:ss}") : "",
        shard.Fault?.Message ?? "",
    ];

    private static IEnumerable<object[]> Generator(LoadResult result)
    {
        var health = result.Generator;
        yield return ["verdict", PageMark.Of(result.GeneratorSaturated ? "saturated" : "kept up", !result.GeneratorSaturated)];
        yield return ["CPU, mean", Text($"{health.CpuPercent:0} % of a core")];
        yield return ["CPU, highest second", Text($"{health.CpuPercentMax:0} % of a core")];
        yield return ["cores", Text($"{health.Cores}")];
        yield return ["GC pauses", Text($"{health.GcPauseMilliseconds:0} ms")];
        yield return ["peak memory", Text($"{health.PeakMemoryBytes / 1048576.0:N0} MB")];
        yield return ["schedule lag p99", Text($"{result.ScheduleLag.P99:0.##} ms")];
    }

    private static IEnumerable<object[]> Facts(LoadResult result, int secondsPerColumn) =>
    [
        ["ID", result.Id],
        ["outcome", $"{result.Outcome}"],
        ["started", Text($"{result.Started.UtcDateTime:u}")],
        ["ended", Text($"{result.Ended.UtcDateTime:u}")],
        ["published for", DurationText.Format(TimeSpan.FromSeconds(Math.Round(result.PublishDuration.TotalSeconds, 1)))],
        ["peak connections", Text($"{result.PeakOnline:N0} of {result.Connections:N0}")],
        ["a point in the charts is", Text($"{secondsPerColumn} s")],
        .. ReportText.Versions(result).Select(each => new object[] { each.Name, each.Value }),
    ];

    /// <summary>A plan as paths and values, as error messages and plan files name them.</summary>
    private static IEnumerable<object[]> Plan(LoadPlan plan)
    {
        var json = JsonSerializer.SerializeToElement(plan.WithoutSecrets(), EngineJson.Default.LoadPlan);
        return Flatten("", json).Select(each => new object[] { each.Path, each.Value });
    }

    private static IEnumerable<(string Path, string Value)> Flatten(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject()
            .SelectMany(each => Flatten(path.Length == 0 ? each.Name : $"{path}.{each.Name}", each.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((each, at) => Flatten(Text($"{path}[{at}]"), each)),
        JsonValueKind.Null => [],
        _ => [(path, value.ToString())],
    };

    // "ConnectFailed" as words.
    private static string Words(string name) => string.Concat(name.Select((letter, at) =>
        at > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static string Seconds(double? milliseconds) => milliseconds is { } known ? Text($"{known / 1000:0.00}") : "";

    private static string Milliseconds(double? value) => value is { } known ? Text($"{known:0.00}") : "";
}
