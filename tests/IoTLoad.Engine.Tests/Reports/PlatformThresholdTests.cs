using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Tests.Reports;

/// <summary>Thresholds on what the platform counts, and what a reconciliation does to a result.</summary>
public sealed class PlatformThresholdTests
{
    [Theory]
    [InlineData("cloudwatch.PublishIn.Throttle == 0", 0.0, true)]
    [InlineData("CloudWatch.publishin.throttle == 0", 3.0, false)]
    [InlineData("cloudwatch.PublishIn.Throttle < 5 warn", 3.0, true)]
    [InlineData("cloudwatch.PublishIn.Throttle + failed == 7", 3.0, true)] // and 4 failed
    [InlineData("cloudwatch.Duration.p99 < 2s", 1500.0, true)]
    [InlineData("cloudwatch.PublishIn.Throttle == 0", null, false)]
    public void A_threshold_takes_what_the_platform_says(string expression, double? value, bool passed)
    {
        var names = Threshold.Parse(expression).PlatformNames;
        var result = Result(expression);

        var completed = PlatformVerdict.Complete(
            result, names.ToDictionary(name => name, _ => new PlatformValue(value, value is null ? "no points" : null)), []);

        var verdict = Assert.Single(completed.Thresholds);
        Assert.Equal((passed, passed), (verdict.Passed, completed.Passed));
        Assert.Equal(value is null ? "not measured: no points" : verdict.ActualText, verdict.BrokenText);
    }

    [Fact]
    public void Without_the_platform_it_fails_and_says_so()
    {
        var verdict = Threshold.Parse("cloudwatch.PublishIn.Throttle == 0").Evaluate(Result("cloudwatch.PublishIn.Throttle == 0"));

        Assert.False(verdict.Passed);
        Assert.Equal("not measured: CloudWatch was not read", verdict.BrokenText);
    }

    [Theory]
    [InlineData("cloudwatch.PublishIn.Throttled == 0", "Did you mean \"cloudwatch.PublishIn.Throttle\"?")]
    [InlineData("cloudwatch.PublishIn.Throttle == 0 over 10s", "Leave out \"over\".")]
    [InlineData("cloudwatch.PublishIn.Throttle == 0 abort", "Leave out \"abort\".")]
    [InlineData("cloudwatch.PublishIn.Throttle < 1%", "Write a plain number.")]
    [InlineData("cloudwatch.Duration.p99 < 2", "such as 200ms")]
    public void What_it_cannot_be_is_refused(string expression, string action)
    {
        var error = Assert.Throws<LoadException>(() => Threshold.Parse(expression));

        Assert.Equal("MalformedThreshold", error.ErrorId);
        Assert.Contains(action, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 100, 0, true)]
    [InlineData(100, 98, 2, true)]
    [InlineData(100, 103, 2, false)]
    public void A_difference_beyond_what_is_allowed_fails_the_test(long own, double platform, long allowed, bool passed)
    {
        ReconciledCount[] rows =
        [
            new(DateTimeOffset.UnixEpoch, "PublishIn.Success", own, platform, allowed + 1), new(null, "PublishIn.Success", own, platform, allowed),
        ];

        var completed = PlatformVerdict.Complete(Result("missed == 0"), new Dictionary<string, PlatformValue>(), rows);

        var verdict = completed.Thresholds[1];
        Assert.Equal("reconcile PublishIn.Success", verdict.Expression);
        Assert.Equal((passed, passed, platform - own), (verdict.Passed, completed.Passed, verdict.Actual));
        Assert.Equal(passed, verdict.Reason is null);
        Assert.Equal(rows, completed.Reconciliation);
    }

    [Fact]
    public void What_could_not_be_reconciled_does_not_pass()
    {
        var completed = PlatformVerdict.Complete(Result("missed == 0"), new Dictionary<string, PlatformValue>(), [], "access denied");

        Assert.False(completed.Passed);
        Assert.Equal("reconcile (was not measured: access denied)", completed.Thresholds[1].ToString());
    }

    private static LoadResult Result(string threshold)
    {
        var result = new LoadResult
        {
            Id = "20260101-000000-abcd",
            Outcome = RunOutcome.Completed,
            Passed = true,
            Plan = new LoadPlan { Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(1))], Thresholds = [threshold] },
            Counters = new Counters { Intended = 5, Published = 5, Failed = 4 },
            Connect = LatencySummary.Empty,
            Ack = LatencySummary.Empty,
            AckService = LatencySummary.Empty,
            RoundTrip = LatencySummary.Empty,
            ScheduleLag = LatencySummary.Empty,
            Generator = new GeneratorHealth(),
        };
        return result with { Thresholds = [Threshold.Parse(threshold).Evaluate(result)] };
    }
}
