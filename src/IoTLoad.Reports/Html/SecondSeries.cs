using HdrHistogram;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Reports.Html;

/// <summary>
/// A test over time as the page's charts need it: a column for each second, or for several when there are many. Latencies are
/// merged from their histograms, never averaged.
/// </summary>
internal sealed record SecondSeries(
    IReadOnlyList<double> Time, IReadOnlyList<object[]> Rates, IReadOnlyList<SecondSeries.LatencySeries> Latencies,
    SecondSeries.HeatMap? Heat,
    IReadOnlyList<int> Online, IReadOnlyList<double> Cpu, IReadOnlyList<double?> Lag)
{
    /// <summary>More columns than pixels would only make the file larger.</summary>
    private const int MostColumns = 1200;

    private const double Lowest = 0.01;
    private const double Highest = 100_000;
    private const int RowsPerDecade = 8;

    /// <summary>Percentiles of one latency, a value a column; null where nothing ended.</summary>
    internal sealed record LatencySeries(string Name, IReadOnlyList<double?> P50, IReadOnlyList<double?> P99, IReadOnlyList<double?> Max);

    /// <summary>How many values each column has in each row; rows divide each decade alike.</summary>
    internal sealed record HeatMap(string Name, double Low, double High, int Rows, IReadOnlyList<long[]> Columns);

    /// <summary>Makes the series of a test's seconds.</summary>
    public static SecondSeries Of(RunSeconds seconds)
    {
        var each = Math.Max(1, (seconds.Slices.Count + MostColumns - 1) / MostColumns);
        var groups = seconds.Slices.Chunk(each).ToList();
        var rates = new (string Name, Func<Counters, long> Of)[]
        {
            ("offered", counters => counters.Intended),
            ("published", counters => counters.Published),
            ("acknowledged", counters => counters.Acked),
            ("received", counters => counters.Received),
            ("missed or failed", counters => counters.Missed + counters.Failed),
        };
        var latencies = LatencyMetric.All.Select(latency => Series(groups, latency)).ToList();
        var shown = LatencyMetric.All.Zip(latencies).Where(each => each.First.HasBuckets && each.Second.Any).ToList();
        return new SecondSeries(
            [.. groups.Select(group => seconds.Origin.ToUnixTimeSeconds() + (double)group[0].Second)],
            [.. rates.Select(rate => new object[] { rate.Name,
                groups.Select(group => group.Sum(second => (double)rate.Of(second.Counters)) / group.Length) })],
            [.. shown.Select(each => each.Second.Line)],
            shown.Count == 0 ? null : Crop(shown[^1].First.Name, shown[^1].Second.Columns),
            [.. groups.Select(group => group[^1].Online)],
            [.. groups.Select(group => Math.Round(group.Average(second => second.CpuPercent), 1))],
            latencies[LatencyMetric.ScheduleLag.Index].Line.P99);
    }

    private static (LatencySeries Line, List<long[]> Columns, bool Any) Series(List<Slice[]> groups, LatencyMetric latency)
    {
        var histogram = Latency.NewHistogram();
        var summaries = new List<LatencySummary>();
        var columns = new List<long[]>();
        foreach (var group in groups)
        {
            histogram.Reset();
            foreach (var second in group)
            {
                LatencyCodec.AddTo(histogram, latency.EncodedOf(second.Latencies));
            }

            summaries.Add(Latency.Summarize(histogram));
            columns.Add(Column(histogram));
        }

        var line = new LatencySeries(
            latency.Name, [.. summaries.Select(each => each.P50)], [.. summaries.Select(each => each.P99)],
            [.. summaries.Select(each => each.Max)]);
        return (line, columns, summaries.Exists(each => each.Count > 0));
    }

    private static long[] Column(LongHistogram histogram)
    {
        var rows = new long[(int)Math.Round(Math.Log10(Highest / Lowest) * RowsPerDecade)];
        foreach (var bucket in histogram.RecordedValues())
        {
            var row = (int)(Math.Log10(Math.Max(Lowest, bucket.ValueIteratedTo / 1000.0) / Lowest) * RowsPerDecade);
            rows[Math.Min(row, rows.Length - 1)] += bucket.CountAddedInThisIterationStep;
        }

        return rows;
    }

    private static HeatMap Crop(string name, List<long[]> columns)
    {
        var used = Enumerable.Range(0, columns[0].Length).Where(row => columns.Any(column => column[row] > 0)).ToList();
        var (first, last) = (used[0], used[^1] + 1);
        return new HeatMap(name, Bound(first), Bound(last), last - first, [.. columns.Select(column => column[first..last])]);
    }

    private static double Bound(int row) => Math.Round(Lowest * Math.Pow(10, (double)row / RowsPerDecade), 3);
}
