using HdrHistogram;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Html;

/// <summary>
/// A test over time as the page's charts need it: a column for each second, or for several when there are many. Latencies are
/// merged from their histograms, never averaged.
/// </summary>
internal sealed class PageColumns
{
    /// <summary>An hour at full resolution. More columns than a screen has pixels would only make the file larger.</summary>
    private const int MostColumns = 3600;

    private const string Rate = "Messages over time";
    private const string LatencyGroup = "Latency";
    private readonly DateTimeOffset _origin;
    private readonly List<Slice[]> _groups;
    private readonly List<LatencySummary>[] _summaries = [.. LatencyMetric.All.Select(_ => new List<LatencySummary>())];
    private readonly List<IReadOnlyList<long>>[] _heats = [.. LatencyMetric.All.Select(_ => new List<IReadOnlyList<long>>())];

    /// <summary>Reads the seconds of a test, or some of them.</summary>
    /// <param name="origin">Start of second 0.</param>
    /// <param name="slices">The seconds.</param>
    /// <param name="totals">The latencies of all of them, where they are known; null adds them up, which takes two megabytes.</param>
    /// <param name="scratch">A histogram to work with; null makes one, of 188 KB.</param>
    public PageColumns(
        DateTimeOffset origin, IReadOnlyList<Slice> slices, LatencyTotals? totals = null, LongHistogram? scratch = null)
    {
        _origin = origin;
        Totals = totals ?? new LatencyTotals();
        SecondsPerColumn = Math.Max(1, (slices.Count + MostColumns - 1) / MostColumns);
        _groups = [.. slices.Chunk(SecondsPerColumn)];
        var histogram = scratch ?? Latency.NewHistogram();
        foreach (var group in _groups)
        {
            foreach (var latency in LatencyMetric.All)
            {
                // Most seconds have some of the latencies only, and an empty histogram costs as much to clear as a full one.
                var encoded = group.Select(second => latency.EncodedOf(second.Latencies)).OfType<string>().ToList();
                if (encoded.Count > 0)
                {
                    histogram.Reset();
                    encoded.ForEach(each => LatencyCodec.AddTo(histogram, each));
                    if (totals is null)
                    {
                        Totals[latency].Add(histogram);
                    }
                }

                _summaries[latency.Index].Add(encoded.Count > 0 ? Latency.Summarize(histogram) : LatencySummary.Empty);
                _heats[latency.Index].Add(encoded.Count > 0 && latency.HasBuckets ? HeatScale.Column(histogram) : []);
            }
        }
    }

    /// <summary>How many seconds a column stands for.</summary>
    public int SecondsPerColumn { get; }

    public LatencyTotals Totals { get; }

    /// <summary>Start of each column, Unix seconds.</summary>
    public IReadOnlyList<double> Time => [.. _groups.Select(group => TimeOf(_origin, group[0]))];

    /// <summary>Where the test went on to another phase.</summary>
    /// <param name="origin">Start of second 0.</param>
    /// <param name="slices">Its seconds.</param>
    public static IReadOnlyList<PageEvent> PhasesOf(DateTimeOffset origin, IEnumerable<Slice> slices) =>
    [
        .. slices.Where(slice => slice.Phase is RunPhase.Running or RunPhase.Draining)
            .DistinctBy(slice => slice.Phase).Select(slice => new PageEvent(TimeOf(origin, slice), Lower(slice.Phase))),
    ];

    /// <summary><see cref="PhasesOf"/> and storms, in the order in which they happened.</summary>
    public IReadOnlyList<PageEvent> EventsOf(IEnumerable<StormResult> storms)
    {
        var start = _groups.SelectMany(group => group).FirstOrDefault(slice => slice.Phase == RunPhase.Running);
        var phases = PhasesOf(_origin, _groups.SelectMany(group => group));
        return start is null ? phases :
        [
            .. phases
                .Concat(storms.Select(storm =>
                    new PageEvent(TimeOf(_origin, start) + storm.At.TotalSeconds, Text($"storm, {storm.Dropped:N0} dropped"))))
                .OrderBy(each => each.Time),
        ];
    }

    /// <summary>The charts of messages, latencies, connections and the generator over time.</summary>
    public IEnumerable<object> Parts()
    {
        yield return Chart(Rate, "Offered and achieved rate", "Messages a second: what the load shape asked for and what was achieved.", [
            new PageSeries("target", [.. Targets().Chunk(SecondsPerColumn).Select(group => Round(group.Average()))], Dashed: true),
            .. Counts(("offered", counters => counters.Intended), ("published", counters => counters.Published),
                ("acknowledged", counters => counters.Acked), ("received", counters => counters.Received)),
        ]);
        var troubles = Counts(("missed", counters => counters.Missed), ("failed", counters => counters.Failed),
            ("unacknowledged", counters => counters.Unacked), ("lost", counters => counters.Lost),
            ("duplicates", counters => counters.Duplicates), ("out of order", counters => counters.OutOfOrder)).Where(IsAnything).ToList();
        if (troubles.Count > 0)
        {
            yield return Chart(Rate, "Messages that did not arrive as they should", "Messages a second, by what became of them.", troubles);
        }

        foreach (var latency in LatencyMetric.All.Where(latency => latency.HasBuckets && HasAny(latency)))
        {
            yield return Percentiles(LatencyGroup, latency);
            yield return new PageHeat(LatencyGroup, $"{ReportText.Shown(latency.Name)}: heat map",
                HeatScale.Lowest, HeatScale.RowsPerDecade, _heats[latency.Index]);
        }

        yield return Chart("Connections", "Connections",
            "Connections that were up at the end of each second, and those that came and went.", [
            new PageSeries("online", [.. _groups.Select(group => (double?)group[^1].Online)]),
            .. Counts(("connected/s", counters => counters.Connected), ("failed/s", counters => counters.ConnectFailed),
                ("lost/s", counters => counters.Disconnected)).Where(IsAnything),
        ]);
        var parts = LatencyMetric.All.Where(latency => latency.IsPart && latency != LatencyMetric.NameLookup && HasAny(latency)).ToList();
        if (parts.Count > 0)
        {
            yield return new PageChart("Connections", "Parts of connecting: p99 over time, ms",
                "Milliseconds, on a logarithmic axis: where the connections of each second took their time.", true,
                [.. parts.Select(part => new PageSeries(ReportText.Shown(part.Name),
                    [.. _summaries[part.Index].Select(column => Significant(column.P99))]))]);
        }

        yield return Chart("Generator", "CPU and garbage collection",
            "CPU of the generator in percent of one core, and milliseconds that garbage collection stopped it in each second.", [
            new PageSeries("CPU, % of a core", [.. _groups.Select(group => Round(group.Average(second => second.CpuPercent)))]),
            new PageSeries("GC pause, ms", [.. _groups.Select(group => Round(group.Max(second => second.GcPauseMilliseconds)))]),
        ]);
        if (HasAny(LatencyMetric.ScheduleLag))
        {
            yield return Percentiles("Generator", LatencyMetric.ScheduleLag);
        }
    }

    // A second's rate is that of its end; on a ramp, the middle of the second is what its messages are to be compared with.
    private IEnumerable<double> Targets()
    {
        Slice? before = null;
        foreach (var second in _groups.SelectMany(group => group))
        {
            yield return before is { Phase: RunPhase.Running } && second.Phase == RunPhase.Running
                ? (before.TargetRate + second.TargetRate) / 2 : second.TargetRate;
            before = second;
        }
    }

    private PageChart Percentiles(string group, LatencyMetric latency)
    {
        var columns = _summaries[latency.Index];
        return new PageChart(group, $"{ReportText.Shown(latency.Name)}: percentiles over time, ms",
            "Milliseconds, on a logarithmic axis.", true,
            [
                .. LatencyStatistic.All.Where(statistic => statistic.Key is "p50" or "p90" or "p99" or "p999" or "max")
                    .Select(statistic => new PageSeries(
                        ReportText.Shown(statistic.Name), [.. columns.Select(column => Significant(statistic.Of(column)))])),
            ]);
    }

    private IEnumerable<PageSeries> Counts(params (string Label, Func<Counters, long> Of)[] series) => series.Select(each =>
        new PageSeries(each.Label, [.. _groups.Select(group => Round(group.Average(second => (double)each.Of(second.Counters))))]));

    private static PageChart Chart(string group, string title, string summary, IReadOnlyList<PageSeries> series) =>
        new(group, title, summary, false, series);

    private bool HasAny(LatencyMetric latency) => _summaries[latency.Index].Exists(column => column.Count > 0);

    private static bool IsAnything(PageSeries series) => series.Values.Any(value => value > 0);

    private static double TimeOf(DateTimeOffset origin, Slice slice) => Math.Round(origin.ToUnixTimeMilliseconds() / 1000.0) + slice.Second;

    private static string Lower(RunPhase phase) => phase == RunPhase.Running ? "running" : "draining";

    private static double? Round(double value) => Math.Round(value, 1);

    // Four digits are more than a chart shows, and less than a double's seventeen.
    private static double? Significant(double? value) => value is not { } known || known <= 0 ? null
        : Math.Round(known, Math.Clamp(3 - (int)Math.Floor(Math.Log10(known)), 0, 6));
}

/// <summary>The rows of heat maps: a hundredth of a millisecond to 100 s, eight a decade.</summary>
internal static class HeatScale
{
    public const double Lowest = 0.01;
    public const int RowsPerDecade = 8;
    private const int Rows = 7 * RowsPerDecade;

    /// <summary>Row and count in turn, of the rows that are not empty.</summary>
    public static IReadOnlyList<long> Column(LongHistogram histogram)
    {
        var rows = new long[Rows];
        foreach (var bucket in histogram.RecordedValues())
        {
            var row = (int)(Math.Log10(Math.Max(Lowest, bucket.ValueIteratedTo / 1000.0) / Lowest) * RowsPerDecade);
            rows[Math.Min(row, Rows - 1)] += bucket.CountAddedInThisIterationStep;
        }

        return [.. Enumerable.Range(0, Rows).Where(row => rows[row] > 0).SelectMany(row => new[] { row, rows[row] })];
    }
}
