using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Thresholds;

/// <summary>Something that a threshold can be set on: each counter, the rates, each latency with each statistic, and what the platform
/// counts.</summary>
/// <param name="Name">Its name; for a latency, with the statistic.</param>
/// <param name="Kind">Latency, count or rate.</param>
/// <param name="When">What has to be so for it to be measured.</param>
/// <param name="Of">Takes its value from what a test measured (latencies in milliseconds).</param>
/// <param name="WholeName">Name of what a percentage of it is a percentage of.</param>
/// <param name="Whole">What a percentage of it is a percentage of; null if it has no natural base.</param>
internal sealed record ThresholdMetric(
    string Name, ThresholdKind Kind, MeasuredWhen When, Func<TestMeasurements, double?> Of, Func<Counters, double>? Whole = null,
    string? WholeName = null)
{
    /// <summary>All of them, latencies first.</summary>
    public static IReadOnlyList<ThresholdMetric> All { get; } =
    [
        .. LatencyMetric.All.SelectMany(latency => LatencyStatistic.All.Select(statistic => new ThresholdMetric(
            $"{Lower(latency.Name)}.{statistic.Key}", ThresholdKind.Latency, latency.When, test => statistic.Of(test.Latency(latency))))),
        .. CounterMetric.All.Select(counter => new ThresholdMetric(
            Lower(counter.Name), ThresholdKind.Count, counter.When, test =>
                counter.Of(test.Counters), counter.ShareOf is { } whole ? counters => whole.Of(counters) : null,
            counter.ShareOf?.Name)),
        Rate("offeredRate", test => test.OfferedRate),
        Rate("publishedRate", test => test.PublishedRate),
        .. PlatformMetric.All.Select(metric => new ThresholdMetric(
            PlatformMetric.Prefix + metric.Name, metric.IsDuration ? ThresholdKind.Latency : ThresholdKind.Count, MeasuredWhen.Platform,
            test => test.Platform?.GetValueOrDefault(metric.Name)?.Value)),
    ];

    /// <summary>Whether only the end of a test can tell it, and no part of it.</summary>
    public bool IsKnownAtEnd => When is MeasuredWhen.Settled or MeasuredWhen.Platform || Name is "missed" or "unacked" or "expected";

    /// <summary>
    /// Its value; null if it was not measured: 0 of 0 is no measurement. In a part of a test, devices need not connect to be connected.
    /// </summary>
    public double? Measure(TestMeasurements test, bool isPart = false) => !test.IsMeasured(When)
        || (Whole?.Invoke(test.Counters) == 0 && Of(test) == 0
            && !(isPart && WholeName is (nameof(Counters.Connected) or nameof(Counters.ConnectAttempts))))
        ? null : Of(test);

    /// <summary>The latency's name in lower case first, as thresholds are written.</summary>
    public static string Lower(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static ThresholdMetric Rate(string name, Func<TestMeasurements, double> rate) =>
        new(name, ThresholdKind.Rate, MeasuredWhen.Always, test => test.PublishDuration > TimeSpan.Zero ? rate(test) : null);
}
