using System.Text.Json;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Tests.Reports;

namespace IoTLoad.Engine.Tests.Sharding;

public sealed class ReportOutboxTests
{
    [Fact]
    public void A_report_holds_the_latest_totals_and_all_slices_that_were_not_acknowledged()
    {
        var outbox = new ReportOutbox();
        outbox.Add(Second(0));
        outbox.Add(Second(1));
        var first = Assert.Single(outbox.Take());
        outbox.Add(Second(2));

        var again = Assert.Single(outbox.Take());
        outbox.Acknowledge(first);
        var rest = Assert.Single(outbox.Take());

        Assert.Equal((1, 2), (first.Sequence, again.Sequence));
        Assert.Equal([0, 1], first.Slices.Select(slice => slice.Second));
        Assert.Equal([0, 1, 2], again.Slices.Select(slice => slice.Second));
        Assert.Equal([2], rest.Slices.Select(slice => slice.Second));
        outbox.Acknowledge(rest);
        Assert.True(outbox.IsEmpty);
        Assert.Empty(outbox.Take());
    }

    [Fact]
    public void The_last_report_is_kept_until_it_has_arrived()
    {
        var outbox = new ReportOutbox();
        outbox.Add(Second(0));
        var before = outbox.Take()[0];
        outbox.Add(Second(1) with { Final = true, Slices = [] });
        outbox.Acknowledge(before);

        Assert.True(Assert.Single(outbox.Take()).Final);
    }

    [Theory]
    [InlineData(1, 1000, false)]
    [InlineData(900, 200, false)]
    [InlineData(120, 20_000, false)]
    [InlineData(4, 400_000, true)]
    public void No_report_is_too_long_however_long_the_test_and_however_long_the_way_was_closed(int seconds, int messagesPerSecond,
        bool coarse)
    {
        var random = new Random(1);
        var outbox = new ReportOutbox();
        var totals = new LatencyTotals();
        for (var second = 0; second < seconds; second++)
        {
            var slice = new LatencyTotals();
            for (var i = 0; i < messagesPerSecond; i++)
            {
                // From 40 to 450 ms; where latencies are from 1 µs to 1 h, each bucket of the histogram is in use.
                var latency = coarse ? (long)Math.Exp(random.NextDouble() * Math.Log(Latency.MaxMicroseconds)) : 40_000
                    + (long)(410_000 * Math.Pow(random.NextDouble(), 3));
                slice.Ack.RecordValue(latency);
                slice.AckService.RecordValue(latency * 9 / 10);
                slice.RoundTrip.RecordValue(Math.Min(Latency.MaxMicroseconds, latency * 2));
                slice.ScheduleLag.RecordValue(coarse ? latency / 3 : random.Next(3000));
            }

            totals.Add(slice);
            outbox.Add(Second(second) with
            {
                Latencies = totals.ToSet(),
                Slices =
                [Second(second).Slices[0] with { Latencies = slice.ToSet() }]
            });
        }

        var reports = outbox.Take();

        Assert.All(reports, report => Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(report, EngineJson.Default.ShardReport).Length,
            1, ReportOutbox.MaxBytes));
        Assert.Equal(Enumerable.Range(0, seconds), reports.SelectMany(report => report.Slices).Select(slice => slice.Second));
        Assert.Equal(coarse, reports.Any(report => report.Coarse));
        var ack = LatencyCodec.Decode(reports[^1].Latencies.Ack);
        Assert.Equal(totals.Ack.TotalCount, ack.TotalCount);
        foreach (var percentile in (double[])[1, 50, 99, 99.9])
        {
            var exact = Latency.AtPercentile(totals.Ack, percentile)!.Value;
            Assert.Equal(exact, Latency.AtPercentile(ack, percentile)!.Value, exact * (coarse ? 0.01 : 0.0001));
        }
    }

    [Fact]
    public void Of_several_parts_only_the_last_is_final()
    {
        var outbox = new ReportOutbox();
        var random = new Random(2);
        var wide = new LatencySet { Ack = Sample.Histogram([.. Enumerable.Range(0, 5_000).Select(_ => (long)random.Next(1, 800_000))]) };
        for (var second = 0; second < 40; second++)
        {
            outbox.Add(Second(second) with { Final = second == 39, Slices = [Second(second).Slices[0] with { Latencies = wide }] });
        }

        var reports = outbox.Take();

        Assert.True(reports.Count > 1);
        Assert.All(reports.SkipLast(1), report => Assert.False(report.Final));
        Assert.True(reports[^1].Final);
        var merger = new ReportMerger();
        foreach (var report in reports)
        {
            merger.Add(report);
        }

        Assert.True(merger.Find(0)!.Final);
        foreach (var report in reports)
        {
            outbox.Acknowledge(report);
        }

        Assert.True(outbox.IsEmpty);
    }

    private static ShardReport Second(int second) => Sample.Report(Sample.Good(second), sequence: second) with
    {
        Final = false,
        Slices = [new Slice { Second = second, Phase = RunPhase.Running, Counters = Sample.Good(1), Latencies = new LatencySet() }],
    };
}
