using System.Globalization;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Results;

/// <summary>A column of a result's flat row, as it is exported and compared.</summary>
/// <param name="Name">Its name, such as <c>AckP99</c>.</param>
/// <param name="Unit">Its unit, in CloudWatch's words; empty if it has none.</param>
/// <param name="Of">Takes the value from a result: a text, a number or a truth value; null if it was not measured.</param>
public sealed record ResultColumn(string Name, string Unit, Func<LoadResult, object?> Of)
{
    /// <summary>All columns, in the order in which a reader wants them; each counter and latency of the catalogue has its own.</summary>
    public static IReadOnlyList<ResultColumn> All { get; } =
    [
        Words("Id", result => result.Id),
        Words("Name", result => result.Name),
        Words("Started", result => Time(result.Started)),
        Words("Ended", result => Time(result.Ended)),
        new("DurationSeconds", "Seconds", result => result.PublishDuration.TotalSeconds),
        Words("Outcome", result => result.Outcome.ToString()),
        new("Passed", "", result => result.Passed),
        Words("FailedThresholds", result => Join(
            result.Thresholds.Where(threshold => threshold.Fails)
                .Select(threshold => $"{threshold.Expression} (was {threshold.BrokenText})"))),
        Words("Endpoint", result => result.Endpoint),
        Words("Protocol", result => result.Protocol.ToString()),
        Words("Pattern", result => Each(result, each => each.Pattern.ToString())),
        new("QoS", "", result => result.Scenarios.Count == 0 ? result.QoS
            : result.Scenarios.Select(scenario => scenario.QoS).Distinct().ToList() is [var one] ? one : null),
        new("Devices", "Count", result => result.Devices),
        new("PeakOnline", "Count", result => result.PeakOnline),
        new("OfferedRate", "Count/Second", result => result.OfferedRate),
        new("PublishedRate", "Count/Second", result => result.PublishedRate),
        .. CounterMetric.All.Select(counter => new ResultColumn(
            counter.Name, counter.Unit, result => result.IsMeasured(counter.When) ? counter.Of(result.Counters) : null)),
        Percent("Lost"),
        Percent("Missed"),
        .. LatencyMetric.All.SelectMany(latency => LatencyStatistic.All.Where(latency.HasColumn)
            .Select(statistic => new ResultColumn(
            latency.Name + char.ToUpperInvariant(statistic.Key[0]) + statistic.Key[1..], "Milliseconds", result =>
                statistic.Of(result.Latency(latency))))),
        new("GroupLeast", "Count", result => result.Group.Count == 0 ? null : result.Group.Min(member => member.Received)),
        new("GroupMost", "Count", result => result.Group.Count == 0 ? null : result.Group.Max(member => member.Received)),
        Storm("StormDropped", "Count", storms => storms.Sum(storm => storm.Dropped)),
        Storm("StormBack", "Count", storms => storms.Sum(storm => storm.Back)),
        Storm("StormWills", "Count", storms => storms.All(storm => storm.Wills is null) ? null : storms.Sum(storm => storm.Wills)),
        Storm("StormBack50", "Milliseconds", storms => Slowest(storms, storm => storm.Back50)),
        Storm("StormBack99", "Milliseconds", storms => Slowest(storms, storm => storm.Back99)),
        Storm("StormBack100", "Milliseconds", storms => Slowest(storms, storm => storm.Back100)),
        new("GeneratorSaturated", "", result => result.GeneratorSaturated),
        new("CpuPercent", "Percent", result => result.Generator.CpuPercent),
        Words("TopFailure", result => result.Failures.Count == 0
            ? null : Text($"{result.Failures[0].Kind} {result.Failures[0].Reason} ({result.Failures[0].Count})")),
        Words("Notes", result => Join(result.Notes)),
        new("Seed", "", result => result.Plan.Seed),
        Words("Folder", result => result.Folder),
    ];

    private static ResultColumn Storm(string name, string unit, Func<IReadOnlyList<StormResult>, object?> of) =>
        new(name, unit, result => result.Storms.Count == 0 ? null : of(result.Storms));

    /// <summary>The slowest storm's time; null if in one of them that many devices were never back.</summary>
    private static double? Slowest(IReadOnlyList<StormResult> storms, Func<StormResult, double?> of) =>
        storms.Any(storm => of(storm) is null) ? null : storms.Max(of);

    private static ResultColumn Words(string name, Func<LoadResult, string?> of) => new(name, "", of);

    private static ResultColumn Percent(string name)
    {
        var counter = CounterMetric.All.Single(counter => counter.Name == name);
        var whole = counter.ShareOf!;
        return new(name + "Percent", "Percent", result => result.IsMeasured(counter.When) && whole.Of(result.Counters) is > 0 and var all
            ? 100.0 * counter.Of(result.Counters) / all
            : null);
    }

    /// <summary>What is so in the test, or in each of its scenarios.</summary>
    private static string Each(LoadResult result, Func<LoadResult, string> of) => result.Scenarios.Count == 0 ? of(result)
        : string.Join(", ", result.Scenarios.Select(of).Distinct());

    private static string Join(IEnumerable<string> texts) => string.Join("; ", texts);

    private static string? Time(DateTimeOffset time) =>
        time == default ? null : time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
