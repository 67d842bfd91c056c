using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Tests.Reports;

/// <summary>Thresholds on parts of a test, and what they do to it.</summary>
public sealed class ThresholdClauseTests
{
    private static readonly LoadPlan Plan = Sample.Plan with
    {
        Stages = [new LoadStage(0, 100, TimeSpan.FromSeconds(10)), new LoadStage(100, 100, TimeSpan.FromSeconds(20))],
    };

    // Ten seconds of 5 ms with 10 failures each, then twenty of 1 ms without; one second of them of 3 ms.
    private static readonly Slice[] Seconds =
    [
        Second(0, RunPhase.Connecting, 0, 0), .. Enumerable.Range(1, 10).Select(second => Second(second, RunPhase.Running, 10, 5000)),
        .. Enumerable.Range(11, 20).Select(second => Second(second, RunPhase.Running, 0, second == 20 ? 3000 : 1000)),
        Second(31, RunPhase.Draining, 1, 1000),
    ];

    [Theory]
    [InlineData("ack.max < 4ms", 5.0, false, 2)]
    [InlineData("ack.max < 4ms after 10s", 3.0, true, null)]
    [InlineData("ack.max < 4ms from stage 2", 3.0, true, null)]
    [InlineData("ack.max < 2ms from stage 2", 3.0, false, 21)]
    [InlineData("ack.max < 2ms over 5s after 10s", 3.0, false, 21)]
    [InlineData("ack.max < 2ms over 5s", 5.0, false, 6)]
    [InlineData("ack.max < 6ms OVER 5s", 5.0, true, null)]
    [InlineData("failed == 0 over 10s", 100.0, false, 11)]
    [InlineData("failed == 0 after 10s", 1.0, false, 32)]
    [InlineData("failed < 10% over 10s from stage 2", 0.0, true, null)]
    [InlineData("publishedRate >= 100/s over 10s", 100.0, true, null)]
    [InlineData("publishedRate >= 101/s over 10s after 5s", 100.0, false, 16)]
    [InlineData("publishedRate > 101/s after 5s", 100.0, false, null)]
    [InlineData("connect.p99 + ack.p99 < 1s after 10s", null, false, null)]
    [InlineData("failed + disconnected == 0 after 10s", 1.0, false, 32)]
    [InlineData("roundTrip.p99 < 1s over 5s", null, false, 6)]
    [InlineData("failed + disconnected < 50 over 5s", 50.0, false, 6)]
    [InlineData("offeredRate + publishedRate >= 200/s over 10s", 200.0, true, null)]
    [InlineData("failed + acked >= 100% from stage 2 over 10s", 100.0, true, null)]
    [InlineData("meters:ack.max < 4ms", 5.0, false, 2)]
    [InlineData("meters: ack.max < 4ms from stage 2", 3.0, true, null)]
    [InlineData("Meters:ack.max < 2ms over 5s after 10s", 3.0, false, 21)]
    [InlineData("meters:failed + disconnected == 0 from stage 2", 1.0, false, 32)]
    [InlineData("meters:failed + disconnected <= 50 over 5s", 50.0, true, null)]
    [InlineData("meters:connect.p99 + ack.p99 < 1s from stage 2 over 10s", null, false, 21)]
    [InlineData("meters:publishedRate >= 101/s over 10s after 5s warn", 100.0, false, 16)]
    public void A_threshold_on_a_part_sees_only_that_part_and_says_when_it_was_first_broken(
        string expression, double? actual, bool passed, int? first)
    {
        var verdict = Watch(expression, out _);

        Assert.Equal((expression, passed), (verdict.Expression, verdict.Passed));
        Assert.Equal(actual is null, verdict.Actual is null);
        Assert.Equal(actual ?? 0, verdict.Actual ?? 0, 2);
        Assert.Equal(first, (int?)verdict.FirstBroken?.TotalSeconds);
        Assert.Equal(Threshold.Parse(expression).Limit, verdict.Limit);
    }

    [Theory]
    [InlineData("failed == 0 abort", 11)]
    [InlineData("failed == 0 abort grace 0s", 1)]
    [InlineData("failed < 50 abort grace 1s", 5)]
    [InlineData("ack.p99 < 2ms over 5s abort grace 1s", 5)]
    [InlineData("ack.max < 10ms abort", null)]
    [InlineData("failed == 0", null)]
    public void A_threshold_ends_the_test_when_it_is_broken_after_its_grace(string expression, int? second)
    {
        Watch(expression, out var ended);

        Assert.Equal(second, ended);
    }

    [Theory]
    [InlineData("ack.p99 < 5ms over", 19, "'' is not a duration", "30s")]
    [InlineData("ack.p99 < 5ms over 5", 20, "'5' is not a duration", "30s")]
    [InlineData("ack.p99 < 5ms over 500ms", 15, "whole seconds", "1s or more")]
    [InlineData("ack.p99 < 5ms after soon", 21, "'soon' is not a duration", "30s")]
    [InlineData("ack.p99 < 5ms from 2", 15, "stage's number", "from stage 2")]
    [InlineData("ack.p99 < 5ms from stage 0", 15, "stage's number", "from stage 2")]
    [InlineData("ack.p99 < 5ms abrot", 15, "no clause 'abrot'", "\"abort\"")]
    [InlineData("ack.p99 < 5ms warn warn", 20, "twice", "one of them")]
    [InlineData("lost == 0 abort", 11, "only at the end", "abort")]
    [InlineData("lost == 0 over 5s", 11, "only at the end", "over")]
    [InlineData("unacked == 0 after 5s", 14, "only at the end", "after")]
    [InlineData("ack.p99 + failed < 5ms", 9, "cannot be added", "to their like")]
    [InlineData("ack.p99 + < 5ms", 11, "expected a metric", "metric")]
    [InlineData("missed + lost < 1%", 18, "not a percentage of one thing", "plain number")]
    [InlineData("ack.p99 < 5ms (remark", 15, "not closed", ")")]
    [InlineData("ack.p99 < baseline * x", 22, "number", "0 or more")]
    [InlineData("meters:ack.p99 < 5ms over 5", 27, "'5' is not a duration", "30s")]
    [InlineData("meters:ack.p99 + failed < 5ms", 16, "cannot be added", "to their like")]
    [InlineData("meters:ack.p99 + meters:connect.p99 < 5ms", 18, "there is no metric 'meters'", "Did you mean")]
    [InlineData("meters:gauges:failed == 0", 8, "a second scenario", "Name one")]
    [InlineData("meters:lost == 0 over 5s", 18, "only at the end", "over")]
    [InlineData("meters: < 5", 9, "expected a metric", "metric")]
    [InlineData(":failed == 0", 1, "expected a metric", "metric")]
    [InlineData("two words:failed == 0", 1, "no metric 'two'", "Did you mean")]
    public void A_wrong_clause_is_refused_with_its_column(string expression, int column, string problem, string advice)
    {
        var error = Assert.Throws<LoadException>(() => Threshold.Parse(expression));

        Assert.Equal("MalformedThreshold", error.ErrorId);
        Assert.Contains($"column {column}:", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("failed == 0 from stage 3")]
    [InlineData("failed == 0 after 30s")]
    [InlineData("failed == 0 over 21s from stage 2")]
    public void A_part_that_the_plan_does_not_have_is_refused(string expression) =>
        Assert.Equal("ThresholdOutsidePlan", Assert.Throws<LoadException>(() => Threshold.ForPlan(Of(expression))).ErrorId);

    [Theory]
    [InlineData("ack.p99 < baseline", "ack.p99 < 2ms (baseline: nightly)", true)]
    [InlineData("ack.p99 < baseline * 1.1 warn", "ack.p99 < 2.2ms (baseline * 1.1: nightly) warn", true)]
    [InlineData("failed <= baseline over 5s", "failed <= 3 (baseline: nightly) over 5s", false)]
    [InlineData("publishedRate > baseline * 0.9", "publishedRate > 90/s (baseline * 0.9: nightly)", true)]
    [InlineData("missed == 0", "missed == 0", true)]
    public void A_baselines_value_becomes_the_limit(string expression, string written, bool passed)
    {
        var baseline = Sample.Result(
            counters: Sample.Good(10_000) with { Failed = 3 }, latencies: new LatencySet { Ack = Sample.Histogram(2000) }) with
        { PublishedRate = 100 };

        var resolved = Threshold.WithBaseline([expression], _ => baseline, "nightly").Single();

        Assert.Equal(written, resolved);
        Assert.Equal(passed, Watch(resolved, out _, 1000).Passed);
        Assert.Equal("BaselineNeeded", expression == written ? "BaselineNeeded"
            : Assert.Throws<LoadException>(() => Threshold.ForPlan(Of(expression))).ErrorId);
    }

    [Fact]
    public void A_warning_does_not_keep_a_test_from_passing()
    {
        var verdict = Watch("failed == 0 warn", out _);

        Assert.Equal((false, true, false), (verdict.Passed, verdict.IsWarning, verdict.Fails));
    }

    [Property(MaxTest = 2000)]
    public Property Any_text_is_a_threshold_or_an_error_with_its_column() => Prop.ForAll(
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            Gen.Elements(
                "ack.p99", "failed", "+", "<", "==", "200ms", "5", "%", "over", "30s", "from", "stage", "2", "after", "abort", "grace",
                "warn", "baseline", "*", "meters:", "meters",
                "1.1", "(", ")", "lost", "99999999d").ListOf()
                .Select(words => string.Join(' ', words))).ToArbitrary(),
        text =>
        {
            try
            {
                Assert.Equal(text.Trim(), Threshold.Parse(text).Expression);
            }
            catch (LoadException exception)
            {
                Assert.Equal("MalformedThreshold", exception.ErrorId);
            }
        });

    private static ThresholdResult Watch(string expression, out int? ended, int longest = int.MaxValue)
    {
        var watch = new ThresholdWatch(Of(expression));
        ended = null;
        foreach (var slice in Seconds)
        {
            if (watch.Add(longest == int.MaxValue ? slice : slice with
            {
                Latencies = new LatencySet { Ack = Sample.Histogram(longest) },
            }))
            {
                ended = slice.Second;
            }
        }

        return watch.Evaluate(Sample.Result(
            Of(expression), counters: new Counters { Intended = 3000, Published = 3000, Acked = 2899, Failed = 101 },
            latencies: new LatencySet { Ack = Sample.Histogram(Math.Min(longest, 5000)) }) with
        { PublishedRate = 100 }).Single();
    }

    private static LoadPlan Of(string expression) => Threshold.Parse(expression).Scenario is null
        ? Plan with { Thresholds = [expression] }
        : (Plan with { Scenarios = [new ScenarioPlan { Name = "meters" }], Thresholds = [expression] }).Parts[0];

    private static Slice Second(int second, RunPhase phase, long failed, long microseconds)
    {
        var messages = phase == RunPhase.Running ? 100 : failed;
        return new Slice
        {
            Second = second,
            Phase = phase,
            Counters = new Counters { Intended = messages, Published = messages, Acked = messages - failed, Failed = failed },
            Latencies = microseconds == 0 ? new LatencySet() : new LatencySet { Ack = Sample.Histogram(microseconds) },
        };
    }
}
