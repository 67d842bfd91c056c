using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Thresholds;

/// <summary>Something that a threshold can be set on.</summary>
/// <param name="Name">Its name; for a latency, with the statistic.</param>
/// <param name="Kind">Latency, count or rate.</param>
/// <param name="Measure">Takes its value from a result (latencies in milliseconds); null where it was not measured.</param>
/// <param name="Base">What a percentage of it is a percentage of; null where it has no natural base.</param>
internal sealed record ThresholdMetric(
    string Name, ThresholdKind Kind, Func<TestMeasurements, double?> Measure, Func<Counters, double?>? Base = null)
{
    private static readonly IReadOnlyList<(string Name, Func<TestMeasurements, LatencySummary> Of)> LatencySources =
    [
        ("connect", result => result.Connect),
        ("ack", result => result.Ack),
        ("ackService", result => result.AckService),
        ("roundTrip", result => result.RoundTrip),
        ("scheduleLag", result => result.ScheduleLag),
    ];

    private static readonly IReadOnlyList<(string Name, Func<LatencySummary, double?> Of)> StatisticSources =
    [
        ("min", latency => latency.Min),
        ("mean", latency => latency.Mean),
        ("p50", latency => latency.P50),
        ("p90", latency => latency.P90),
        ("p95", latency => latency.P95),
        ("p99", latency => latency.P99),
        ("p999", latency => latency.P999),
        ("max", latency => latency.Max),
    ];

    /// <summary>The latencies' names.</summary>
    public static IReadOnlyList<string> Latencies { get; } = [.. LatencySources.Select(source => source.Name)];

    /// <summary>The statistics of a latency.</summary>
    public static IReadOnlyList<string> Statistics { get; } = [.. StatisticSources.Select(source => source.Name)];

    /// <summary>Counters and rates.</summary>
    public static IReadOnlyList<ThresholdMetric> Plain { get; } =
    [
        Count("intended", counters => counters.Intended),
        Count("published", counters => counters.Published, counters => counters.Intended),
        Count("missed", counters => counters.Missed, counters => counters.Intended),
        Count("acked", counters => counters.Acked, counters => counters.Published, IsAcknowledged),
        Count("failed", counters => counters.Failed, counters => counters.Published, IsAcknowledged),
        Count("unacked", counters => counters.Unacked, counters => counters.Published, IsAcknowledged),
        Count("expected", counters => counters.Expected, null, IsTracked),
        Count("received", counters => counters.Received, counters => counters.Expected, HasSubscribers),
        Count("surplus", counters => counters.Surplus, counters => counters.Received, IsSettled),
        Count("duplicates", counters => counters.Duplicates, counters => counters.Received, IsTracked),
        Count("outOfOrder", counters => counters.OutOfOrder, counters => counters.Received, IsTracked),
        Count("lost", counters => counters.Lost, counters => counters.Expected, IsSettled),
        Count("foreign", counters => counters.Foreign, counters => counters.Received, IsTracked),
        Count("connectAttempts", counters => counters.ConnectAttempts),
        Count("connected", counters => counters.Connected, counters => counters.ConnectAttempts),
        Count("connectFailed", counters => counters.ConnectFailed, counters => counters.ConnectAttempts),
        Count("disconnected", counters => counters.Disconnected, counters => counters.Connected),
        Count("churned", counters => counters.Churned, counters => counters.Connected),
        new("offeredRate", ThresholdKind.Rate, result => IsTimed(result) ? result.OfferedRate : null),
        new("publishedRate", ThresholdKind.Rate, result => IsTimed(result) ? result.PublishedRate : null),
    ];

    /// <summary>Everything that can be written, for error messages.</summary>
    public static string Vocabulary { get; } =
        $"Latencies: {string.Join(", ", Latencies)}, each followed by .{string.Join(", .", Statistics)}, compared with a duration (us, ms, s). "
        + $"Counts: {Names(ThresholdKind.Count)}, compared with a number or a percentage. "
        + $"Rates: {Names(ThresholdKind.Rate)}, compared with messages a second (/s).";

    /// <summary>Finds one of <see cref="Plain"/> by name, whatever the case; null where there is none.</summary>
    public static ThresholdMetric? Find(string name) => Plain.FirstOrDefault(metric => Same(metric.Name, name));

    /// <summary>Finds a latency's statistic; null where there is none.</summary>
    public static ThresholdMetric? Find(string latency, string statistic)
    {
        var source = LatencySources.FirstOrDefault(source => Same(source.Name, latency)).Of;
        var of = StatisticSources.FirstOrDefault(source => Same(source.Name, statistic)).Of;
        return source is null || of is null ? null : new($"{latency}.{statistic}", ThresholdKind.Latency, result => of(source(result)));
    }

    private static ThresholdMetric Count(
        string name, Func<Counters, double> count, Func<Counters, double?>? whole = null, Func<TestMeasurements, bool>? isMeasured = null) =>
        new(name, ThresholdKind.Count, result => isMeasured is null || isMeasured(result) ? count(result.Counters) : null, whole);

    private static bool IsAcknowledged(TestMeasurements result) => result.Plan.IsAcknowledged;

    private static bool HasSubscribers(TestMeasurements result) => result.Plan.Traffic.Pattern != Plan.TrafficPattern.PublishOnly;

    private static bool IsTracked(TestMeasurements result) => result.Plan.IsTracked;

    // Lost and Surplus are known once the drain time is over, which an interrupted run never reached.
    private static bool IsSettled(TestMeasurements result) => IsTracked(result) && result.Outcome != RunOutcome.Interrupted;

    private static bool IsTimed(TestMeasurements result) => result.PublishDuration > TimeSpan.Zero;

    private static string Names(ThresholdKind kind) =>
        string.Join(", ", Plain.Where(metric => metric.Kind == kind).Select(metric => metric.Name));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
