using HdrHistogram;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Live;

/// <summary>A running test in a few lines of text, for a terminal.</summary>
public static class LiveText
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int Seconds = 40;

    /// <summary>The lines, at most 79 columns wide.</summary>
    public static IReadOnlyList<string> Of(LiveView view)
    {
        var now = view.Now();

        // Not every shard has reported the latest second yet.
        var seconds = view.Latest.SkipLast(1).TakeLast(Seconds).ToList();
        var latency = new[] { LatencyMetric.RoundTrip, LatencyMetric.Ack, LatencyMetric.Connect }
            .FirstOrDefault(each => now.Latency(each).Count > 0);
        var histogram = Latency.NewHistogram();
        var failures = now.Failures.Sum(each => each.Count);
        var lines = new List<string>
        {
            Cut(ReportText.Printable(ReportText.NameOf(now)).ReplaceLineEndings(" ")),
            Cut(view.Where()),
            "",
            Line("connected", Text($"{(view.Latest.Count == 0 ? 0 : view.Latest[^1].Online):N0}"), Spark(seconds, slice => slice.Online)),
            Line("offered", Text($"{now.OfferedRate:N0}/s"), Spark(seconds, slice => slice.Counters.Intended)),
            Line("published", Text($"{now.PublishedRate:N0}/s"), Spark(seconds, slice => slice.Counters.Published)),
        };
        if (latency is not null)
        {
            lines.Add(Line($"{ReportText.Shown(latency.Name)} p99", Text($"{now.Latency(latency).P99:0.0} ms"),
                Spark(seconds, slice => P99(latency, slice, histogram))));
        }

        lines.Add(Line("failures", Text($"{failures:N0}"),
            Spark(seconds, slice => slice.Counters.Failed + slice.Counters.ConnectFailed + slice.Counters.Disconnected)));
        lines.AddRange(view.Scenarios.Select(each => Cut(Line(each.Name, each.Rate, Text($"{each.Online:N0} online")))));
        lines.AddRange(now.Failures.Take(3)
            .Select(each => Cut(Text($"  {each.Count:N0} x {each.Kind} {ReportText.Printable(each.Reason)}"))));
        lines.AddRange(now.Thresholds.Where(each => each is { Passed: false, Actual: not null })
            .Select(each => Cut($"  broken so far: {each.Expression} ({each.ActualText})")));
        return lines;
    }

    /// <summary>A bar for each second, the highest of them full.</summary>
    internal static string Spark(IReadOnlyList<Slice> seconds, Func<Slice, double> of)
    {
        var values = seconds.Select(of).ToList();
        var highest = values.DefaultIfEmpty().Max();
        return string.Concat(values.Select(value => highest <= 0 ? Bars[0] : Bars[(int)(value / highest * (Bars.Length - 1))]));
    }

    private static double P99(LatencyMetric latency, Slice slice, LongHistogram histogram)
    {
        histogram.Reset();
        LatencyCodec.AddTo(histogram, latency.EncodedOf(slice.Latencies));
        return Latency.AtPercentile(histogram, 99) ?? 0;
    }

    private static string Line(string name, string value, string spark) => $"  {name,-16}{value,14}  {spark}";

    private static string Cut(string text) => text.Length <= 79 ? text : text[..78] + "…";
}
