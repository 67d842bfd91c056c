using HdrHistogram;
using IoTLoad.Engine;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.Runs;

/// <summary>Reads what a run measured, second by second or as distributions. Works while the run goes on, too.</summary>
public static class RunMetrics
{
    // HdrHistogram's own default: five points between each percentile and half the way from it to 100.
    private const int PointsPerHalving = 5;

    /// <summary>Names of all metrics.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. SliceMetric.All.Select(metric => metric.Name), .. LatencyMetric.All.Select(source => source.Name)];

    /// <summary>Names of the latencies, which <see cref="ReadDistribution"/> takes.</summary>
    public static IReadOnlyList<string> LatencyNames { get; } = [.. LatencyMetric.All.Select(source => source.Name)];

    /// <summary>Statistics that points carry.</summary>
    public static IReadOnlyList<string> Statistics { get; } =
    [
        .. SliceMetric.All.Select(metric => metric.Statistic)
            .Concat(LatencyStatistic.All.Where(statistic => statistic.EverySecond).Select(statistic => statistic.Name))
            .Append("SampleCount")
            .Distinct(),
    ];

    /// <summary>
    /// Reads one point for each second, shard, metric and statistic, in order of time. Latencies have points in the seconds
    /// in which any ended, all else in every second.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="nameFilter">Which metrics; null takes all.</param>
    /// <exception cref="LoadException"><c>RunDamaged</c> with file and line.</exception>
    public static IEnumerable<MetricPoint> Read(StoredRun run, Func<string, bool>? nameFilter = null) => Iterate(
        new RunFolder(run.Folder), [.. SliceMetric.All.Where(metric => nameFilter?.Invoke(metric.Name) ?? true)],
        [.. LatencyMetric.All.Where(source => nameFilter?.Invoke(source.Name) ?? true)]);

    /// <summary>Reads the distribution of a latency over the whole run; no points where it was not measured.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">One of <see cref="LatencyNames"/>, whatever the case.</param>
    /// <exception cref="LoadException"><c>UnknownLatency</c>, <c>RunDamaged</c> with file and line.</exception>
    public static IReadOnlyList<LatencyPercentile> ReadDistribution(StoredRun run, string name)
    {
        var source = LatencyMetric.All.FirstOrDefault(source => string.Equals(source.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw LoadException.InvalidInput(
                "UnknownLatency", $"There is no latency '{name}'.", $"Use one of {string.Join(", ", LatencyNames)}.", name);

        var folder = new RunFolder(run.Folder);
        var histogram = Latency.NewHistogram();
        foreach (var (line, stored) in SliceLog.Read(folder))
        {
            AddTo(histogram, source, stored, folder, line);
        }

        return histogram.TotalCount == 0
            ? []
            :
            [
                .. histogram.Percentiles(PointsPerHalving).Select(point => new LatencyPercentile(
                    folder.Id,
                    source.Name,
                    point.PercentileLevelIteratedTo,
                    histogram.HighestEquivalentValue(point.ValueIteratedTo) / 1000.0,
                    point.TotalCountToThisValue)),
            ];
    }

    private static IEnumerable<MetricPoint> Iterate(RunFolder folder, SliceMetric[] metrics, LatencyMetric[] latencies)
    {
        var histogram = Latency.NewHistogram();
        foreach (var (line, stored) in SliceLog.Read(folder))
        {
            foreach (var metric in metrics)
            {
                yield return Point(metric.Name, metric.Of(stored.Slice), metric.Unit, metric.Statistic);
            }

            foreach (var source in latencies)
            {
                histogram.Reset();
                AddTo(histogram, source, stored, folder, line);
                foreach (var (statistic, value) in StatisticsOf(Latency.Summarize(histogram)))
                {
                    yield return Point(source.Name, value, "Milliseconds", statistic);
                }

                if (histogram.TotalCount > 0)
                {
                    yield return Point(source.Name, histogram.TotalCount, "Count", "SampleCount");
                }
            }

            MetricPoint Point(string name, double value, string unit, string statistic) => new()
            {
                Timestamp = stored.Time,
                TestId = folder.Id,
                Name = name,
                Value = value,
                Unit = unit,
                Statistic = statistic,
                Shard = stored.Shard,
                Scenario = stored.Scenario ?? "",
            };
        }
    }

    private static IEnumerable<(string Statistic, double Value)> StatisticsOf(LatencySummary summary)
    {
        foreach (var statistic in LatencyStatistic.All)
        {
            if (statistic.EverySecond && statistic.Of(summary) is { } measured)
            {
                yield return (statistic.Name, measured);
            }
        }
    }

    private static void AddTo(LongHistogram histogram, LatencyMetric source, StoredSlice stored, RunFolder folder, int line)
    {
        try
        {
            LatencyCodec.AddTo(histogram, source.EncodedOf(stored.Slice.Latencies));
        }
        catch (FormatException exception)
        {
            throw StoreErrors.Damaged(folder.Id, folder.SlicesFile, line, exception.Message.TrimEnd('.'), exception);
        }
    }
}

/// <summary>A point of a latency's distribution over a whole test.</summary>
/// <param name="TestId">The run's ID.</param>
/// <param name="Name">The latency: <c>Connect</c>, <c>Ack</c>, <c>AckService</c>, <c>RoundTrip</c> or <c>ScheduleLag</c>.</param>
/// <param name="Percentile">Percentile, 0 to 100.</param>
/// <param name="Milliseconds">The latency that this percentage of the values does not exceed.</param>
/// <param name="Count">Number of values up to it.</param>
public sealed record LatencyPercentile(string TestId, string Name, double Percentile, double Milliseconds, long Count)
{
    /// <inheritdoc/>
    public override string ToString() => Text($"{Name} p{Percentile:0.#####} {Milliseconds:0.###} ms");
}
