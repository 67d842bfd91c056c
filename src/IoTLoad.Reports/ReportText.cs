using System.Xml;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports;

/// <summary>What the reports have in common.</summary>
internal static class ReportText
{
    /// <summary>The test's name, or its ID when it has none.</summary>
    public static string NameOf(LoadResult result) => result.Name.Length > 0 ? result.Name : result.Id;

    /// <summary>QoS and pattern, or how many scenarios there are.</summary>
    public static string LoadOf(LoadResult result) => result.Plan.Scenarios.Count > 0
        ? Text($"{result.Plan.Scenarios.Count} scenarios") : Text($"QoS {result.QoS}, {result.Pattern}");

    /// <summary>
    /// A scenario's row: name, start, devices, published, rate, missed, failed, lost, and the 99th percentile of the round trip or else of
    /// the acknowledgement.
    /// </summary>
    public static IReadOnlyList<string> RowOf(LoadResult scenario, LoadResult test)
    {
        var counters = scenario.Counters;
        var p99 = scenario.RoundTrip.P99 ?? scenario.Ack.P99;
        return
        [
            scenario.Name, Text($"{(scenario.Started - test.Started).TotalSeconds:0} s"), Text($"{scenario.Devices:N0}"),
            Text($"{counters.Published:N0}"), Text($"{scenario.PublishedRate:#,0.#}/s"), Text($"{counters.Missed:N0}"),
            Text($"{counters.Failed:N0}"), scenario.Plan.IsTracked ? Text($"{counters.Lost:N0}") : "", Text($"{p99:0.00}"),
        ];
    }

    /// <summary>The latencies that the test measured, with the names that thresholds use.</summary>
    public static IEnumerable<(string Name, LatencySummary Summary)> LatenciesOf(LoadResult result) =>
        LatencyMetric.All.Select(latency => (latency.Name, result.Latency(latency))).Where(latency => latency.Item2.Count > 0);

    /// <summary>What generated the load when the test ran, and what wrote the report.</summary>
    public static IEnumerable<(string Name, string Value)> Versions(LoadResult result) =>
    [
        .. result.Environments.Select(each => (
            result.Environments.Count == 1 ? "measured by" : Text($"measured by, on {each.Shards:N0} shards"), each.ToString())),
        ("report written by", $"IoTLoad {typeof(ReportText).Assembly.GetName().Version?.ToString(3)}"),
    ];

    /// <summary>A name of the catalogue as thresholds and texts have it: <c>roundTrip</c> for <c>RoundTrip</c>.</summary>
    public static string Shown(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>A text without the characters that neither XML nor a terminal can hold; each becomes U+FFFD.</summary>
    public static string Printable(string text) => string.Concat(text.EnumerateRunes().Select(rune =>
        rune.Value > char.MaxValue || (XmlConvert.IsXmlChar((char)rune.Value) && !char.IsControl((char)rune.Value))
            || rune.Value is '\n' or '\r' or '\t'
            ? rune.ToString() : "\uFFFD"));
}
