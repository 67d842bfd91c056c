using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Tests.Reports;

public sealed class LatencyTests
{
    [Fact]
    public void Nothing_recorded_has_no_figures()
    {
        Assert.Equal(LatencySummary.Empty, Latency.Summarize(Latency.NewHistogram()));
        Assert.Null(Latency.AtPercentile(Latency.NewHistogram(), 99));
    }

    [Fact]
    public void The_figures_of_1_to_1000_microseconds_are_exact_milliseconds()
    {
        var histogram = Latency.NewHistogram();
        for (var value = 1; value <= 1000; value++)
        {
            histogram.RecordValue(value);
        }

        var summary = Latency.Summarize(histogram);

        Assert.Equal(1000, summary.Count);
        Assert.Equal(0.001, summary.Min);
        Assert.Equal(0.5005, summary.Mean!.Value, 9);
        Assert.Equal(0.5, summary.P50);
        Assert.Equal(0.9, summary.P90);
        Assert.Equal(0.95, summary.P95);
        Assert.Equal(0.99, summary.P99);
        Assert.Equal(0.999, summary.P999);
        Assert.Equal(1.0, summary.Max);
        Assert.Equal(Math.Sqrt((1000.0 * 1000 - 1) / 12) / 1000, summary.StdDev!.Value, 9);
    }

    [Fact]
    public void One_value_is_every_percentile()
    {
        var histogram = Latency.NewHistogram();
        histogram.RecordValue(Latency.MaxMicroseconds);

        var summary = Latency.Summarize(histogram);

        Assert.Equal(summary.P50, summary.P999);
        Assert.InRange(summary.Max!.Value, 3_600_000, 3_600_000 * 1.001);
        Assert.Equal(0, summary.StdDev);
    }

    [Property]
    public Property Figures_agree_with_the_sorted_values_within_the_histograms_precision() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Select(value => (long)value).NonEmptyListOf().ToArbitrary(),
        values =>
        {
            var histogram = Latency.NewHistogram();
            foreach (var value in values)
            {
                histogram.RecordValue(value);
            }

            var sorted = values.Order().ToList();
            var summary = Latency.Summarize(histogram);
            return Near(summary.Min, sorted[0])
                && Near(summary.Max, sorted[^1])
                && Near(summary.P50, sorted[(int)Math.Ceiling(sorted.Count * 0.5) - 1])
                && Near(summary.P99, sorted[(int)Math.Ceiling(sorted.Count * 0.99) - 1])
                && Near(summary.Mean, sorted.Average())
                && summary.P99 == Latency.AtPercentile(histogram, 99);
        });

    private static bool Near(double? milliseconds, double microseconds) =>
        Math.Abs(milliseconds!.Value * 1000 - microseconds) <= Math.Max(1, microseconds * 0.001);
}
