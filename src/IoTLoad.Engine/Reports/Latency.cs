using HdrHistogram;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Reports;

/// <summary>The one shape of histogram that all latencies are kept in, so that any two can be added without error.</summary>
public static class Latency
{
    /// <summary>Largest value recorded, microseconds: one hour. What takes longer is recorded as this.</summary>
    public const long MaxMicroseconds = 3_600_000_000;

    /// <summary>Significant decimal digits: a recorded value is off by 0.1 % at most, and exact below 2,048 µs.</summary>
    public const int SignificantDigits = 3;

    /// <summary>Makes an empty histogram of microseconds, 1 µs to 1 h at three significant digits (188 KB).</summary>
    public static LongHistogram NewHistogram() => new(1, MaxMicroseconds, SignificantDigits);

    /// <summary>
    /// Summarises a histogram of microseconds in milliseconds. A percentile <c>p</c> is the smallest recorded value that at
    /// least <c>p</c> percent of all values do not exceed; like HdrHistogram's own, it is the upper edge of its bucket.
    /// </summary>
    public static LatencySummary Summarize(HistogramBase histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        var count = histogram.TotalCount;
        if (count == 0)
        {
            return LatencySummary.Empty;
        }

        ReadOnlySpan<double> percentiles = [50, 90, 95, 99, 99.9];
        Span<double> values = stackalloc double[5];
        var next = 0;
        long seen = 0;
        long? min = null;
        long max = 0;

        // Welford's update, weighted by bucket: one pass, and no difference of two large sums.
        double mean = 0;
        double squares = 0;
        foreach (var bucket in histogram.RecordedValues())
        {
            var weight = bucket.CountAddedInThisIterationStep;
            max = histogram.HighestEquivalentValue(bucket.ValueIteratedTo);
            min ??= histogram.LowestEquivalentValue(bucket.ValueIteratedTo);
            seen += weight;
            var middle = (double)histogram.MedianEquivalentValue(bucket.ValueIteratedTo);
            var delta = middle - mean;
            mean += delta * weight / seen;
            squares += delta * (middle - mean) * weight;
            while (next < percentiles.Length && seen >= Rank(percentiles[next], count))
            {
                values[next++] = Milliseconds(max);
            }
        }

        return new LatencySummary(
            count, Milliseconds(min ?? 0), mean / 1000, values[0], values[1], values[2], values[3], values[4], Milliseconds(max),
            Math.Sqrt(squares / count) / 1000);
    }

    /// <summary>The value in milliseconds at a percentile (0 to 100) of a histogram of microseconds; null where it is empty.</summary>
    public static double? AtPercentile(HistogramBase histogram, double percentile)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        var rank = Rank(percentile, histogram.TotalCount);
        long seen = 0;
        foreach (var bucket in histogram.RecordedValues())
        {
            seen += bucket.CountAddedInThisIterationStep;
            if (seen >= rank)
            {
                return Milliseconds(histogram.HighestEquivalentValue(bucket.ValueIteratedTo));
            }
        }

        return null;
    }

    // 99.9 / 100 * 1000 is 999.0000000000001 in binary: rounding up must not count that as the 1,000th value.
    private static long Rank(double percentile, long count) =>
        Math.Clamp((long)Math.Ceiling(Math.Round(percentile / 100 * count, 6)), 1, Math.Max(1, count));

    private static double Milliseconds(long microseconds) => microseconds / 1000.0;
}

/// <summary>A latency distribution in a few figures, milliseconds.</summary>
/// <param name="Count">Values recorded.</param>
/// <param name="Min">Smallest.</param>
/// <param name="Mean">Mean.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="P999">99.9th percentile.</param>
/// <param name="Max">Largest.</param>
/// <param name="StdDev">Standard deviation.</param>
public sealed record LatencySummary(
    long Count, double? Min, double? Mean, double? P50, double? P90, double? P95, double? P99, double? P999, double? Max, double? StdDev)
{
    /// <inheritdoc/>
    public override string ToString() => Count == 0 ? "not measured" : Text($"p50 {P50:0.00} ms, p99 {P99:0.00} ms, max {Max:0.00} ms");

    /// <summary>Nothing recorded.</summary>
    public static LatencySummary Empty { get; } = new(0, null, null, null, null, null, null, null, null, null);
}
