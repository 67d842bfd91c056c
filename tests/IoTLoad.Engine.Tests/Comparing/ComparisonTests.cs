using IoTLoad.Engine.Broker;
using IoTLoad.Engine.Comparing;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Tests.Reports;
using IoTLoad.Engine.Tests.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Comparing;

/// <summary>A change is called where the noise does not explain it, and not otherwise.</summary>
public sealed class ComparisonTests
{
    private static readonly ComparisonOptions Options = new() { Tolerance = 0, Resamples = 500 };

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Autocorrelated_noise_is_seldom_called_a_change(double correlation)
    {
        const int Repeats = 200;
        var alarms = Enumerable.Range(0, Repeats).Count(seed =>
            Compare(Series(seed, correlation, 1), Series(seed + Repeats, correlation, 1)).Verdict
                is ComparisonVerdict.Worse or ComparisonVerdict.Better);

        // 99 % intervals of 300 seconds; without blocks, a correlation of 0.8 gives more than 30 % false alarms.
        Assert.InRange(alarms, 0, Repeats * 6 / 100);
    }

    [Fact]
    public void The_interval_covers_the_true_change_and_a_fifth_more_is_always_called()
    {
        var compared = Enumerable.Range(0, 50).Select(seed => Compare(Series(seed, 0.5, 1), Series(seed + 50, 0.5, 1.2))).ToList();

        Assert.All(compared, each => Assert.Equal(ComparisonVerdict.Worse, each.Verdict));
        Assert.InRange(compared.Count(each => each.Low <= 0.2 && each.High >= 0.2), 46, 50);
    }

    [Theory]
    [InlineData(0.0, 60, 0.05)]
    [InlineData(0.5, 60, 0.05)]
    [InlineData(0.8, 60, 0.05)]

    // Without a tolerance to hide in: if single seconds were drawn in place of blocks, 9 of them would be called.
    [InlineData(0.9, 300, 0.0)]
    public void Forty_repeats_of_the_same_test_are_called_a_regression_at_most_twice(double correlation, int seconds, double tolerance)
    {
        // Each repeat is compared with the same baseline in all of its metrics; the first three with the defaults of Compare-IoTLoadTest.
        var options = new ComparisonOptions { Tolerance = tolerance };
        var baseline = Seconds.Of(Series(1000, correlation, 1)[..seconds]);
        var called = Enumerable.Range(0, 40).Count(seed => TestComparison.Compare(
            [baseline], Seconds.Of(Series(seed, correlation, 1)[..seconds]), options).Any(each => each.Verdict == ComparisonVerdict.Worse));

        Assert.InRange(called, 0, 2);
    }

    [Fact]
    public void A_change_of_a_twentieth_is_in_the_interval()
    {
        var compared = Enumerable.Range(0, 50).Select(seed => Compare(Series(seed, 0.5, 1), Series(seed + 50, 0.5, 1.05))).ToList();

        Assert.InRange(compared.Count(each => each.Low <= 0.05 && each.High >= 0.05), 46, 50);
    }

    [Fact]
    public async Task A_broker_that_a_relay_slows_by_a_fifth_is_called_slower()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var seconds = await Task.WhenAll(ThroughAsync(100), ThroughAsync(120));

        var ack = TestComparison.Compare([seconds[0].Slices], seconds[1].Slices).Single(each => each.Metric == "ack.p50");

        Assert.Equal(ComparisonVerdict.Worse, ack.Verdict);

        async Task<Seconds> ThroughAsync(int milliseconds)
        {
            await using var relay = new SlowRelay(broker.Endpoint.Port, TimeSpan.FromMilliseconds(milliseconds));
            var measured = new Seconds();
            await LoadTest.Prepare(Run.Plan(new Uri($"mqtt://127.0.0.1:{relay.Port}"), 10, 100, 15))
                .RunAsync([measured], TestContext.Current.CancellationToken);
            return measured;
        }
    }

    [Fact]
    public void What_differs_from_baseline_to_baseline_is_no_change()
    {
        double[][] baselines = [Series(1, 0.3, 1), Series(2, 0.3, 1.3), Series(3, 0.3, 0.8)];

        Assert.Equal(ComparisonVerdict.Worse, Compare(baselines[0], Series(4, 0.3, 1.2)).Verdict);
        Assert.Equal(
            ComparisonVerdict.Unclear, TestComparison.Compare("ack.p99", "ms", baselines, Series(4, 0.3, 1.2), Options, true).Verdict);
    }

    [Theory]
    [InlineData(1.0, 0.3, true, ComparisonVerdict.Unchanged)]
    [InlineData(0.5, 0.1, true, ComparisonVerdict.Better)]
    [InlineData(0.5, 0.1, false, ComparisonVerdict.Worse)]
    [InlineData(2.0, 0.1, false, ComparisonVerdict.Better)]
    public void The_tolerance_and_the_direction_decide(double level, double tolerance, bool lessIsBetter, ComparisonVerdict verdict) =>
        Assert.Equal(verdict, TestComparison.Compare(
            "x", "", [Series(1, 0, 1)], Series(2, 0, level), Options with { Tolerance = tolerance }, lessIsBetter).Verdict);

    [Fact]
    public void A_block_is_longer_where_seconds_depend_on_each_other()
    {
        Assert.InRange(StationaryBootstrap.BlockLength(Series(1, 0, 1)), 1, 4);
        Assert.InRange(StationaryBootstrap.BlockLength(Series(1, 0.8, 1)), 5, 60);
        Assert.Equal(1, StationaryBootstrap.BlockLength(new double[100]));
    }

    [Fact]
    public void Seconds_of_tests_are_compared_by_rate_and_latency_with_their_distributions()
    {
        var compared = TestComparison.Compare([Slices(1000)], Slices(2000));

        Assert.Equal(
            ["publishedRate", "ack.p50", "ack.p95", "ack.p99"], compared.Select(each => each.Metric));
        Assert.Equal((ComparisonVerdict.Unchanged, 0.0), (compared[0].Verdict, compared[0].Change));
        Assert.All(compared.Skip(1), each => Assert.Equal((ComparisonVerdict.Worse, 1.0), (each.Verdict, Math.Round(each.Change!.Value, 3))));
        Assert.Equal((1.0, 2.0), (compared[1].Distribution[^1].Baseline, compared[1].Distribution[^1].Value));
    }

    [Fact]
    public async Task The_same_test_run_twice_is_no_regression_of_its_rate()
    {
        var (first, second) = (new Seconds(), new Seconds());
        foreach (var seconds in new[] { first, second })
        {
            await LoadTest.Prepare(Run.Plan(null, 10, 200, 13)).RunAsync([seconds], TestContext.Current.CancellationToken);
        }

        var compared = TestComparison.Compare([first.Slices], second.Slices);

        Assert.NotEqual(ComparisonVerdict.Worse, compared[0].Verdict);
        Assert.Contains(compared, each => each.Metric == "roundTrip.p99" && each.Verdict != ComparisonVerdict.TooShort);
    }

    [Fact]
    public void A_short_test_has_no_verdict() =>
        Assert.All(
            TestComparison.Compare([Slices(1000)], Slices(1000)[..8]), each => Assert.Equal(ComparisonVerdict.TooShort, each.Verdict));

    private static ComparedMetric Compare(double[] baseline, double[] test) =>
        TestComparison.Compare("ack.p99", "ms", [baseline], test, Options, lessIsBetter: true);

    /// <summary>A stationary AR(1) series of 300 values around a level, with a deviation of a tenth of it.</summary>
    private static double[] Series(int seed, double correlation, double level)
    {
        var random = new Random(seed);
        double state = 0;
        return [.. Enumerable.Range(0, 400).Select(_ =>
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            state = correlation * state + Math.Sqrt(1 - correlation * correlation) * normal;
            return level * (10 + state);
        }).Skip(100)];
    }

    private static Slice[] Slices(long microseconds) =>
    [
        .. Enumerable.Range(0, 20).Select(second => new Slice
        {
            Second = second,
            Phase = RunPhase.Running,
            Counters = new Counters { Published = 100 },
            Latencies = new LatencySet { Ack = Sample.Histogram(microseconds) },
        }),
    ];

    private sealed class Seconds : IReportSink
    {
        public List<Slice> Slices { get; } = [];

        /// <summary>Seconds whose latencies follow a series of milliseconds, with a tail.</summary>
        public static List<Slice> Of(double[] milliseconds) =>
        [
            .. milliseconds.Select((level, second) => new Slice
            {
                Second = second,
                Phase = RunPhase.Running,
                Counters = new Counters { Published = 100 },
                Latencies = new LatencySet
                {
                    Ack = Sample.Histogram([.. Enumerable.Range(0, 100).Select(i => (long)(1000 * level * (0.9 + (0.002 * i))))]),
                },
            }),
        ];

        public ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
        {
            Slices.AddRange(report.Slices);
            return ValueTask.CompletedTask;
        }

        public ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
