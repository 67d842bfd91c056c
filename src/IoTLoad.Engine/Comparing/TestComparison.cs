using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Comparing;

/// <summary>What a comparison says of a metric.</summary>
public enum ComparisonVerdict
{
    /// <summary>The interval of the change lies within the tolerance.</summary>
    Unchanged,

    /// <summary>The whole interval is better than the tolerance.</summary>
    Better,

    /// <summary>The whole interval is worse than the tolerance.</summary>
    Worse,

    /// <summary>The interval reaches over the edge of the tolerance: a longer test, or more baselines, would tell.</summary>
    Unclear,

    /// <summary>One of the tests has fewer than 10 seconds with a value.</summary>
    TooShort,
}

/// <summary>How tests are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Probability, 0 to 1, that the interval covers the true change.</summary>
    public double Confidence { get; init; } = 0.99;

    /// <summary>Change, as a share, that is no news in either direction.</summary>
    public double Tolerance { get; init; } = 0.05;

    /// <summary>Number of resamples.</summary>
    public int Resamples { get; init; } = 2000;
}

/// <summary>A metric of two tests or more.</summary>
/// <param name="Metric">Its name, such as <c>ack.p99</c>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Baseline">Mean of its seconds in the baselines; null if there are none.</param>
/// <param name="Value">Mean of its seconds in the test; null if there are none.</param>
/// <param name="Change">Change from the baseline, as a share of it: 0.1 is 10 % more.</param>
/// <param name="Low">Lower end of the change's confidence interval.</param>
/// <param name="High">Upper end of the change's confidence interval.</param>
/// <param name="Verdict">What follows.</param>
public sealed record ComparedMetric(
    string Metric, string Unit, double? Baseline, double? Value, double? Change, double? Low, double? High, ComparisonVerdict Verdict)
{
    /// <summary>The whole distribution of the metric's latency, from the histograms; empty for a rate.</summary>
    public IReadOnlyList<ComparedPercentile> Distribution { get; init; } = [];
}

/// <summary>One percentile of two distributions.</summary>
/// <param name="Percentile">The percentile, 0 to 100.</param>
/// <param name="Baseline">Its value in all baselines together, milliseconds.</param>
/// <param name="Value">Its value in the test, milliseconds.</param>
public sealed record ComparedPercentile(double Percentile, double? Baseline, double? Value);

/// <summary>
/// Compares a test with baselines, second by second: the change of each metric's mean over the seconds, with a confidence interval that
/// allows for the dependence of neighbouring seconds (<see cref="StationaryBootstrap"/>) and, with several baselines, for what differs
/// from test to test.
/// </summary>
public static class TestComparison
{
    private const int FewestSeconds = 10;
    private static readonly double[] Percentiles = [10, 25, 50, 75, 90, 95, 99, 99.9, 100];

    /// <summary>Compares.</summary>
    /// <param name="baselines">The seconds of each baseline.</param>
    /// <param name="test">The seconds of the test.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="FormatException">A histogram is damaged.</exception>
    public static IReadOnlyList<ComparedMetric> Compare(
        IReadOnlyList<IReadOnlyList<Slice>> baselines, IReadOnlyList<Slice> test, ComparisonOptions? options = null)
    {
        var how = options ?? new ComparisonOptions();
        var (before, after) = (baselines.Select(Running).ToList(), Running(test));
        var rate = Compare(
            "publishedRate", "1/s", [.. before.Select(Rates)], Rates(after), how, lessIsBetter: false);
        return [rate, .. Latencies(before, after, how)];

        static double[] Rates(IReadOnlyList<Slice> slices) => [.. slices.Select(slice => (double)slice.Counters.Published)];
    }

    /// <summary>Compares one metric by its seconds.</summary>
    internal static ComparedMetric Compare(
        string metric, string unit, IReadOnlyList<double[]> baselines, double[] test, ComparisonOptions options, bool lessIsBetter)
    {
        var whole = baselines.Where(each => each.Length >= FewestSeconds).ToList();
        if (whole.Count == 0 || test.Length < FewestSeconds || whole.Average(each => each.Average()) <= 0)
        {
            return new ComparedMetric(
                metric, unit, Mean(baselines.SelectMany(each => each)), Mean(test), null, null, null, ComparisonVerdict.TooShort);
        }

        // The same tests give the same interval.
        var random = new Random(1);
        var before = whole.Select(each => StationaryBootstrap.Means(each, options.Resamples, random)).ToList();
        var after = StationaryBootstrap.Means(test, options.Resamples, random);
        var changes = new double[options.Resamples];
        for (var i = 0; i < changes.Length; i++)
        {
            // The baselines are resampled, too: what differs from test to test is no change.
            var drawn = whole.Select(_ => before[random.Next(whole.Count)][i]).Average();
            changes[i] = after[i] / drawn - 1;
        }

        Array.Sort(changes);
        var tail = (1 - options.Confidence) / 2;
        var (low, high) = (At(changes, tail), At(changes, 1 - tail));
        var baseline = whole.Average(each => each.Average());
        var (worse, better) = lessIsBetter ? (low, high) : (-high, -low);
        var verdict = worse > options.Tolerance ? ComparisonVerdict.Worse
            : better < -options.Tolerance ? ComparisonVerdict.Better
            : low >= -options.Tolerance && high <= options.Tolerance ? ComparisonVerdict.Unchanged
            : ComparisonVerdict.Unclear;
        return new ComparedMetric(metric, unit, baseline, test.Average(), test.Average() / baseline - 1, low, high, verdict);
    }

    private static IEnumerable<ComparedMetric> Latencies(
        IReadOnlyList<IReadOnlyList<Slice>> baselines, IReadOnlyList<Slice> test, ComparisonOptions options)
    {
        var (before, after) = (Totals(baselines.SelectMany(each => each)), Totals(test));
        LatencyMetric[] latencies = [LatencyMetric.Ack, LatencyMetric.RoundTrip];
        foreach (var latency in latencies.Where(each => before[each].TotalCount > 0 && after[each].TotalCount > 0))
        {
            var distribution = Percentiles.Select(percentile => new ComparedPercentile(
                percentile, Latency.AtPercentile(before[latency], percentile), Latency.AtPercentile(after[latency], percentile))).ToList();
            var (each, own) = (baselines.Select(run => Summaries(run, latency)).ToList(), Summaries(test, latency));
            foreach (var statistic in LatencyStatistic.All.Where(statistic => statistic.Key is "p50" or "p95" or "p99"))
            {
                var name = char.ToLowerInvariant(latency.Name[0]) + latency.Name[1..] + "." + statistic.Key;
                yield return Compare(name, "ms", [.. each.Select(Series)], Series(own), options, lessIsBetter: true) with
                {
                    Distribution = distribution,
                };

                double[] Series(IReadOnlyList<LatencySummary> seconds) => [.. seconds.Select(statistic.Of).OfType<double>()];
            }
        }
    }

    // Without the first second, of which the schedule has only a part.
    private static IReadOnlyList<Slice> Running(IReadOnlyList<Slice> slices) =>
        [.. slices.Where(slice => slice.Phase == RunPhase.Running).Skip(1)];

    private static IReadOnlyList<LatencySummary> Summaries(IEnumerable<Slice> slices, LatencyMetric latency) =>
        [.. slices.Select(slice => latency.EncodedOf(slice.Latencies)).OfType<string>()
            .Select(each => Latency.Summarize(LatencyCodec.Decode(each)))];

    private static LatencyTotals Totals(IEnumerable<Slice> slices)
    {
        var totals = new LatencyTotals();
        foreach (var slice in slices)
        {
            totals.Add(slice.Latencies);
        }

        return totals;
    }

    private static double? Mean(IEnumerable<double> values) => values.Select(value => (double?)value).Average();

    private static double At(double[] sorted, double share) => sorted[Math.Clamp((int)(share * sorted.Length), 0, sorted.Length - 1)];
}
