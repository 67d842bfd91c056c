using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Tests.Reports;

public sealed class ThresholdTests
{
    private static LoadResult Result { get; } = Sample.Result(
        counters: Sample.Good(10_000) with
        {
            Intended = 10_010,
            Missed = 10,
            Published = 10_000,
            Received = 9_995,
            Lost = 5,
            Duplicates = 2
        },
        latencies: new LatencySet { Ack = Sample.Histogram(1000, 1500, 2000) });

    [Theory]
    [InlineData("ack.p99 < 200ms", 2, true)]
    [InlineData("ack.p99 < 2ms", 2, false)]
    [InlineData("ack.p99 <= 2ms", 2, true)]
    [InlineData("ACK.Max<=2000us", 2000, true)]
    [InlineData("ack.max <= 2000µs", 2000, true)]
    [InlineData("ack.min >= 0.001s", 0.001, true)]
    [InlineData("ack.mean == 1.5 ms", 1.5, true)]
    [InlineData("ack.p50 > 1.5ms", 1.5, false)]
    [InlineData("  missed  ==  10 ", 10, true)]
    [InlineData("missed != 10", 10, false)]
    [InlineData("lost < 0.1%", 0.05, true)]
    [InlineData("lost < 0.05%", 0.05, false)]
    [InlineData("missed <= 0.1 %", 0.0999000999000999, true)]
    [InlineData("duplicates < 3", 2, true)]
    [InlineData("publishedRate >= 1000/s", 1000, true)]
    [InlineData("publishedRate >= 1000", 1000, true)]
    [InlineData("offeredRate < 1001", 1001, false)]
    [InlineData("connectFailed == 0%", 0, true)]
    public void A_condition_is_held_against_what_was_measured_in_its_own_unit(string expression, double actual, bool passed)
    {
        var verdict = Threshold.Parse(expression).Evaluate(Result);

        Assert.Equal(expression.Trim(), verdict.Expression);
        Assert.Equal(actual, verdict.Actual!.Value, 12);
        Assert.Equal(passed, verdict.Passed);
    }

    [Theory]
    [InlineData("", 1, "expected a metric", "ack.p99 < 200ms")]
    [InlineData("latency < 5ms", 1, "no metric 'latency'", "Did you mean")]
    [InlineData("publishdRate > 5/s", 1, "no metric 'publishdRate'", "\"publishedRate\"")]
    [InlineData("akc.p99 < 5ms", 1, "no metric 'akc.p99'", "\"ack.p99\"")]
    [InlineData("losst == 0", 1, "no metric 'losst'", "\"lost\"")]
    [InlineData("ack < 200ms", 4, "needs a statistic", "\"ack.p99\"")]
    [InlineData("ack.p98 < 200ms", 5, "no statistic 'p98'", "p50, p90, p95, p99, p999, max, mean, min")]
    [InlineData("ack.p99 200ms", 9, "operator", "<=")]
    [InlineData("ack.p99 = 200ms", 9, "operator", "==")]
    [InlineData("ack.p99 => 200ms", 9, "operator", ">=")]
    [InlineData("ack.p99 < ms", 11, "number", "0 or more")]
    [InlineData("ack.p99 < -5ms", 11, "number", "0 or more")]
    [InlineData("ack.p99 < 1,5ms", 12, "duration", "us, ms or s")]
    [InlineData("ack.p99 < 200", 14, "duration", "us, ms or s")]
    [InlineData("ack.p99 < 200%", 14, "duration", "us, ms or s")]
    [InlineData("ack.p99 < 200min", 14, "duration", "us, ms or s")]
    [InlineData("lost < 5ms", 9, "count", "0.1%")]
    [InlineData("intended < 5%", 13, "percentage of", "plain number")]
    [InlineData("publishedRate > 99%", 19, "messages a second", "\"published > 99%\"")]
    [InlineData("publishedRate > 5ms", 18, "messages a second", "1900/s")]
    [InlineData("lost < 5 and failed < 1", 10, "count", "0.1%")]
    public void A_malformed_condition_is_refused_with_its_column_and_what_to_write(string expression, int column, string problem,
        string advice)
    {
        var error = Assert.Throws<LoadException>(() => Threshold.Parse(expression));

        Assert.Equal(("MalformedThreshold", LoadErrorKind.InvalidInput), (error.ErrorId, error.Kind));
        Assert.Contains($"column {column}:", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.RecommendedAction, StringComparison.Ordinal);
        Assert.True(error.Message.Length + error.RecommendedAction.Length < 250);
    }

    [Theory]
    [InlineData("ack.p99.9 < 3ms")]
    [InlineData("ACK.P99.9<3ms")]
    [InlineData("ack.p999 < 3ms")]
    public void The_highest_percentile_is_written_as_in_a_file_or_as_in_a_table(string expression) =>
        Assert.Equal(2, Threshold.Parse(expression).Evaluate(Result).Actual);

    [Theory]
    [InlineData("roundTrip.p99 < 1s", 1, TrackingMode.Payload)]
    [InlineData("acked > 1", 0, TrackingMode.Payload)]
    [InlineData("unacked == 0", 0, TrackingMode.Payload)]
    [InlineData("lost == 0", 1, TrackingMode.None)]
    [InlineData("surplus < 1%", 1, TrackingMode.Payload)]
    public void A_condition_on_what_was_not_measured_fails_without_a_value(string expression, int qos, TrackingMode tracking)
    {
        var plan = Sample.Plan with { Traffic = new TrafficPlan { QoS = qos }, Payload = new PayloadPlan { Tracking = tracking } };

        var verdict = Threshold.Parse(expression).Evaluate(Sample.Result(plan, counters: new Counters()));

        Assert.Equal((expression, null, false, "not measured"), (verdict.Expression, verdict.Actual, verdict.Passed, verdict.ActualText));
    }

    [Theory]
    [InlineData("missed == 0", "10")]
    [InlineData("missed < 5%", "1 %")]
    [InlineData("publishedRate > 1/s", "49.5/s")]
    [InlineData("ack.max < 1s", "0.25 s")]
    [InlineData("ack.max < 1ms", "250 ms")]
    public void What_was_measured_is_told_with_the_condition_s_unit(string expression, string text)
    {
        var result = Sample.Result(Sample.Plan, counters: new Counters { Intended = 1000, Published = 990, Missed = 10 }) with
        {
            PublishedRate = 49.5,
            Ack = LatencySummary.Empty with { Count = 1, Max = 250 },
        };

        Assert.Equal(text, Threshold.Parse(expression).Evaluate(result).ActualText);
    }

    [Theory]
    [InlineData(TrafficPattern.RoundTrip, 1, TrackingMode.Payload, "missed failed unacked lost connectFailed")]
    [InlineData(TrafficPattern.PublishOnly, 1, TrackingMode.Payload, "missed failed unacked connectFailed")]
    [InlineData(TrafficPattern.FanIn, 0, TrackingMode.Payload, "missed lost connectFailed")]
    [InlineData(TrafficPattern.Downlink, 2, TrackingMode.None, "missed failed unacked connectFailed")]
    public void Without_thresholds_all_that_can_be_measured_must_have_come_back(TrafficPattern pattern, int qos, TrackingMode tracking,
        string expected)
    {
        var plan = Sample.Plan with
        {
            Traffic = new TrafficPlan { Pattern = pattern, QoS = qos },
            Payload = new PayloadPlan { Tracking = tracking }
        };

        Assert.Equal(expected.Split(' ').Select(name => $"{name} == 0"), Threshold.ForPlan(plan).Select(threshold => threshold.Expression));
    }
}
