using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Searching;
using IoTLoad.Engine.Tests.Reports;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Tests.Searching;

public sealed class LimitSearchTests
{
    private static readonly LimitBounds Bounds = new() { Minimum = 100, Maximum = 10_000 };

    [Theory]
    [InlineData(3000)]
    [InlineData(101)]
    [InlineData(9_990)]
    [InlineData(777)]
    public async Task A_known_limit_is_found_within_the_precision(double limit)
    {
        var found = await FindAsync(Bounds, value => value <= limit);

        Assert.True(found.Complete);
        Assert.True(found.Highest <= limit && found.Broken > limit, $"{found.Highest} to {found.Broken}");
        Assert.True((found.Broken - found.Highest) / found.Broken <= Bounds.Precision);
        Assert.Equal(2, found.Steps.Count(step => step.Value.Equals(found.Highest)));
        Assert.Equal(Enumerable.Range(1, found.Steps.Count), found.Steps.Select(step => step.Number));
    }

    [Fact]
    public async Task A_value_that_held_by_luck_is_found_out_when_it_is_repeated()
    {
        var tries = new Dictionary<double, int>();

        // Above 2,000 each value holds the first time.
        var found = await FindAsync(Bounds with { Repeats = 3, MostSteps = 200 }, value =>
            (tries[value] = tries.GetValueOrDefault(value) + 1) == 1 ? value <= 2500 : value <= 2000);

        Assert.InRange(found.Highest!.Value, 2000 * 0.98, 2000);
        Assert.Equal(3, tries[found.Highest.Value]);
    }

    [Fact]
    public async Task A_value_that_breaks_while_the_generator_is_saturated_is_tried_once_more()
    {
        var tries = new Dictionary<double, int>();

        // A machine that is busy at the first try of each value, and a platform that breaks above 3,000.
        var passing = await LimitSearch.FindAsync(Bounds, (value, _) => Task.FromResult(
            (tries[value] = tries.GetValueOrDefault(value) + 1) == 1 ? new LimitStep(0, value, false, "busy", null, true)
                : new LimitStep(0, value, value <= 3000, "no")), TestContext.Current.CancellationToken);
        var lasting = await LimitSearch.FindAsync(Bounds, (value, _) => Task.FromResult(
            new LimitStep(0, value, value <= 150, "busy", null, true)), TestContext.Current.CancellationToken);

        Assert.InRange(passing.Highest!.Value, 3000 * 0.98, 3000);
        Assert.True(passing.Complete);
        Assert.InRange(lasting.Highest!.Value, 150 * 0.98, 150);
        Assert.Equal(2, lasting.Steps.Count(step => step.Value.Equals(lasting.Broken)));
    }

    [Theory]
    [InlineData(990, "ack.p99 < 1s", true)]
    [InlineData(900, "ack.p99 < 1s", false)]
    [InlineData(900, "missed <= 20%", true)]
    public void A_rate_that_was_not_offered_did_not_hold(long published, string threshold, bool holds)
    {
        var step = LimitProbe.StepOf(Sample.Result() with
        {
            Passed = true,
            Thresholds = [],
            Counters = new Counters { Intended = 1000, Published = published, Missed = 1000 - published },
            Plan = new LoadPlan { Thresholds = [threshold], Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(1))] },
        });

        Assert.Equal((holds, holds ? null : "100 of 1,000 messages were never sent"), (step.Held, step.Why));
    }

    [Fact]
    public async Task The_maximum_is_never_exceeded_and_is_the_answer_if_it_holds()
    {
        var found = await FindAsync(Bounds with { Maximum = 500 }, _ => true);

        Assert.Equal((500, null, true), (found.Highest, found.Broken, found.Complete));
        Assert.Equal(500, found.Steps.Max(step => step.Value));
    }

    [Fact]
    public async Task A_minimum_that_breaks_ends_the_search_without_a_value()
    {
        var found = await FindAsync(Bounds, _ => false);

        Assert.Equal((null, 100.0, true, 1), (found.Highest, found.Broken, found.Complete, found.Steps.Count));
    }

    [Fact]
    public async Task Steps_and_a_stop_end_it_with_what_is_known()
    {
        var few = await FindAsync(Bounds with { MostSteps = 3 }, value => value <= 3000);
        using var stop = new CancellationTokenSource();
        var stopped = await LimitSearch.FindAsync(Bounds, async (value, _) =>
        {
            if (value > 200)
            {
                await stop.CancelAsync();
            }

            return new LimitStep(0, value, true);
        }, stop.Token);

        Assert.Equal((225.0, false), (few.Highest, few.Complete));
        Assert.Equal((150.0, false, 2), (stopped.Highest, stopped.Complete, stopped.Steps.Count));
    }

    [Fact]
    public async Task Devices_are_whole()
    {
        var found = await FindAsync(new LimitBounds { Minimum = 1, Maximum = 100, IsWhole = true }, value => value <= 7);

        Assert.Equal((7.0, 8.0), (found.Highest, found.Broken));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(6, 5)]
    public async Task Bounds_without_anything_between_them_are_refused(double minimum, double maximum) =>
        Assert.Equal("InvalidLimitBounds", (await Assert.ThrowsAsync<LoadException>(
            () => FindAsync(new LimitBounds { Minimum = minimum, Maximum = maximum }, _ => true))).ErrorId);

    [Fact]
    public async Task A_limit_on_the_rate_is_found_by_real_tests()
    {
        // The limit of a real broker differs by machine; that of the threshold does not.
        var plan = new LoadPlan
        {
            Devices = new DevicePlan { Count = 5 },
            DrainTime = TimeSpan.FromSeconds(2),
            Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(1))],
            Thresholds = ["publishedRate <= 300/s", "lost == 0"],
        };

        var found = await LimitSearch.FindAsync(
            new LimitBounds { Minimum = 200, Maximum = 500, Precision = 0.03, Repeats = 1 },
            async (rate, stop) => LimitProbe.StepOf(await LoadTest.Prepare(
                LimitProbe.PlanOf(plan, LimitOf.Rate, rate, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2))).RunAsync([], stop)),
            TestContext.Current.CancellationToken);

        Assert.InRange(found.Highest!.Value, 300 * 0.95, 300 * 1.03);
        Assert.All(found.Steps, step => Assert.Equal(step.Held, step.Why is null));
    }

    [Fact]
    public void A_step_counts_only_what_comes_after_it_has_settled()
    {
        var plan = new LoadPlan
        {
            Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(1))],
            Thresholds = ["ack.p99 < 5ms", "lost == 0", "ack.p50 < 1s over 1s", "connect.p99 < 1s"],
        };

        var step = LimitProbe.PlanOf(plan, LimitOf.Rate, 70, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));

        Assert.Equal(
            ["ack.p99 < 5ms from stage 2", "lost == 0", "ack.p50 < 1s over 1s from stage 2", "connect.p99 < 1s"], step.Thresholds);
        Assert.Equal((70, TimeSpan.FromSeconds(5)), (step.PeakRate, step.Duration));
        Assert.Equal(4, Threshold.ForPlan(step).Count);
        Assert.Equal(9, LimitProbe.PlanOf(plan, LimitOf.Devices, 9, TimeSpan.Zero, TimeSpan.FromSeconds(3)).Devices.Count);
        Assert.Equal(9, LimitProbe.PlanOf(plan, LimitOf.ConnectRate, 9, TimeSpan.Zero, TimeSpan.FromSeconds(3)).Devices.ConnectRate);
    }

    private static Task<FoundLimit> FindAsync(LimitBounds bounds, Func<double, bool> holds) => LimitSearch.FindAsync(
        bounds, (value, _) => Task.FromResult(holds(value) ? new LimitStep(0, value, true) : new LimitStep(0, value, false, "no")),
        TestContext.Current.CancellationToken);
}
