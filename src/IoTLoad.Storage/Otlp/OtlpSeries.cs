using System.Diagnostics.Metrics;
using HdrHistogram;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Storage.Otlp;

/// <summary>
/// The instruments, and what they say when they are next read: sums since the test began, and what was so in the second that was
/// set last. A latency that nothing ended in says nothing.
/// </summary>
internal sealed class OtlpSeries : IDisposable
{
    private const string Prefix = "iotload.";
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly IReadOnlyDictionary<string, string> _patterns;
    private readonly Dictionary<int, string> _scenarios = [];
    private readonly Dictionary<int, double[]> _totals = [];
    private readonly Dictionary<(int Shard, FailureCount Of), long> _failures = [];
    private readonly LongHistogram _histogram = Latency.NewHistogram();
    private readonly List<Measurement<double>> _latencies = [];
    private readonly List<Measurement<long>> _latencyCounts = [];
    private readonly Dictionary<(int Shard, string Latency), long> _counts = [];
    private (int Shard, Slice Slice)? _second;

    /// <param name="tags">Attributes of all points.</param>
    /// <param name="patterns">The traffic pattern of each scenario; under an empty name, that of a plan without.</param>
    public OtlpSeries(IEnumerable<KeyValuePair<string, object?>> tags, IReadOnlyDictionary<string, string> patterns)
    {
        _patterns = patterns;
        _tags = [.. tags];
        Meter = new Meter("IoTLoad", typeof(OtlpSeries).Assembly.GetName().Version?.ToString(3));
        for (var i = 0; i < SliceMetric.All.Count; i++)
        {
            var (metric, index) = (SliceMetric.All[i], i);
            if (metric.Statistic == "Sum")
            {
                Meter.CreateObservableCounter(Prefix
                    + NameOf(metric.Name), () => Totals(index), UnitOf(metric.Unit), $"{metric.Name} since the test began.");
            }
            else
            {
                Meter.CreateObservableGauge(Prefix
                    + NameOf(metric.Name), () => Of(metric), UnitOf(metric.Unit), $"{metric.Name} of the last second.");
            }
        }

        Meter.CreateObservableGauge(Prefix + "latency", () => _latencies, "ms", "Latency of the last second, by its statistic.");
        Meter.CreateObservableCounter(Prefix
            + "latency.samples", () => _latencyCounts, "{value}", "Latencies measured since the test began.");
        Meter.CreateObservableCounter(Prefix + "failures", Failures, "{failure}", "Failures since the test began, by kind and reason.");
    }

    /// <summary>The meter of all instruments; no other test's.</summary>
    public Meter Meter { get; }

    /// <exception cref="FormatException">A histogram is damaged.</exception>
    public void Set(ShardReport report, Slice slice)
    {
        _second = (report.Shard, slice);
        _scenarios[report.Shard] = report.Scenario ?? "";
        if (!_totals.TryGetValue(report.Shard, out var totals))
        {
            _totals[report.Shard] = totals = new double[SliceMetric.All.Count];
        }

        for (var i = 0; i < totals.Length; i++)
        {
            totals[i] += SliceMetric.All[i].Of(slice);
        }

        _latencies.Clear();
        foreach (var source in LatencyMetric.All)
        {
            if (source.EncodedOf(slice.Latencies) is { } encoded)
            {
                _histogram.Reset();
                LatencyCodec.AddTo(_histogram, encoded);
                Set(report.Shard, NameOf(source.Name), Latency.Summarize(_histogram));
            }
        }

        _latencyCounts.Clear();
        _latencyCounts.AddRange(
            _counts.Select(count => new Measurement<long>(count.Value, Tags(count.Key.Shard, ("latency", count.Key.Latency)))));
    }

    /// <summary>Takes a report's failures, which are totals.</summary>
    public void Set(ShardReport report)
    {
        _scenarios[report.Shard] = report.Scenario ?? "";
        foreach (var failure in report.Failures)
        {
            _failures[(report.Shard, failure with { Count = 0, Example = "" })] = failure.Count;
        }
    }

    public void Dispose() => Meter.Dispose();

    private void Set(int shard, string latency, LatencySummary summary)
    {
        foreach (var statistic in LatencyStatistic.All.Where(statistic => statistic.EverySecond))
        {
            if (statistic.Of(summary) is { } measured)
            {
                _latencies.Add(new(measured, Tags(shard, ("latency", latency), ("statistic", statistic.Name.ToLowerInvariant()))));
            }
        }

        _counts[(shard, latency)] = _counts.GetValueOrDefault((shard, latency)) + summary.Count;
    }

    private IEnumerable<Measurement<double>> Totals(int metric) =>
        _totals.Select(shard => new Measurement<double>(shard.Value[metric], Tags(shard.Key)));

    private IEnumerable<Measurement<double>> Of(SliceMetric metric) =>
        _second is var (shard, slice) ? [new(metric.Of(slice), Tags(shard))] : [];

    private IEnumerable<Measurement<long>> Failures() => _failures.Select(failure => new Measurement<long>(
        failure.Value, Tags(failure.Key.Shard, ("kind", failure.Key.Of.Kind.ToString()), ("reason", failure.Key.Of.Reason))));

    private KeyValuePair<string, object?>[] Tags(int shard, params ReadOnlySpan<(string Key, string Value)> more)
    {
        var scenario = _scenarios.GetValueOrDefault(shard, "");
        var tags = new List<KeyValuePair<string, object?>>(_tags) { new("shard", shard) };
        if (_patterns.TryGetValue(scenario, out var pattern))
        {
            tags.Add(new("pattern", pattern));
        }

        if (scenario.Length > 0)
        {
            tags.Add(new("scenario", scenario));
        }

        foreach (var (key, value) in more)
        {
            tags.Add(new(key, value));
        }

        return [.. tags];
    }

    /// <summary>OpenTelemetry's conventions: lower case, with underscores between words.</summary>
    private static string NameOf(string metric) =>
        string.Concat(metric.Select((letter, index) => char.IsUpper(letter) ? (index == 0 ? "" : "_")
            + char.ToLowerInvariant(letter) : letter.ToString()));

    /// <summary>Units as UCUM writes them.</summary>
    private static string UnitOf(string unit) => unit switch
    {
        "Bytes" => "By",
        "Milliseconds" => "ms",
        "Percent" => "%",
        "Count/Second" => "1/s",
        _ => "1",
    };
}
