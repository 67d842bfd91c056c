using IoTLoad.Aws.Metrics;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Aws.Tests.Metrics;

public sealed class ReconcilerTests
{
    private static readonly DateTimeOffset Minute = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_platforms_metrics_are_those_that_CloudWatch_is_read_for() => Assert.Equal(
        CloudWatchMetric.Names.Order(StringComparer.Ordinal),
        PlatformMetric.All.Select(metric => metric.Name.Split('.') is [var name, "mean" or "p99" or "max"] ? name : metric.Name).Distinct()
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_metric_of_an_error_has_a_companion_that_shows_that_it_was_counted() => Assert.All(
        CloudWatchMetric.Names.Where(name => name.Contains("Error", StringComparison.Ordinal) || name.Contains("Throttle", StringComparison.Ordinal)
            || name is "Failure" or "AsyncEventsDropped"),
        name => Assert.Contains(CloudWatchMetric.CompanionOf(name), CloudWatchMetric.Names));

    [Fact]
    public void Equal_counts_agree_in_each_minute_and_in_all()
    {
        var rows = Compare(new Counters(), ("PublishIn.Success", 0, 400), ("PublishIn.Success", 1, 600), ("Connect.Success", 0, 5));

        Assert.Equal(
            ["12:00 PublishIn.Success 400 400", "12:01 PublishIn.Success 600 600", "all PublishIn.Success 1000 1000",
                "12:00 Connect.Success 5 5", "all Connect.Success 5 5"], rows.Select(Text));
        Assert.All(rows, row => Assert.True(row.Agrees));
    }

    [Theory]
    [InlineData(15, true)] // ten a second: what two seconds on each side of the border can hold
    [InlineData(-15, true)]
    [InlineData(60, false)]
    public void A_message_near_the_border_of_a_minute_can_be_in_either(int moved, bool agrees)
    {
        var rows = Compare(new Counters(), ("PublishIn.Success", 0, 400 + moved), ("PublishIn.Success", 1, 600 - moved), ("Connect.Success", 0, 5));

        Assert.Equal(agrees, rows.Take(2).All(row => row.Agrees));
        Assert.True(rows[2].Agrees);
    }

    [Theory]
    [InlineData(0, 0, 0, true)]
    [InlineData(0, 0, 1, false)]
    [InlineData(3, 2, 5, true)]
    [InlineData(3, 2, -5, true)]
    [InlineData(3, 2, 6, false)]
    public void In_all_only_what_the_test_does_not_know_may_differ(long unacked, long failed, int difference, bool agrees)
    {
        var rows = Compare(new Counters { Unacked = unacked, Failed = failed }, ("PublishIn.Success", 0, 400),
            ("PublishIn.Success", 1, 600 + difference), ("Connect.Success", 0, 5));

        Assert.Equal((agrees, difference), (rows[2].Agrees, rows[2].Difference));
    }

    [Fact]
    public void Another_protocol_and_another_rule_do_not_count()
    {
        var rows = new Reconciler(Result(new Counters()), [new OwnSeconds(null, Minute, Seconds())], ["store"]).Compare(
        [
            Point("PublishIn.Success", 0, 400, "Protocol=MQTT"), Point("PublishIn.Success", 0, 77, "Protocol=HTTP"),
            Point("RulesExecuted", 0, 1000, "RuleName=store"), Point("RulesExecuted", 0, 77, "RuleName=other"),
        ]);

        Assert.Equal(400, rows.Single(row => row is { Counter: "PublishIn.Success", Minute: null }).Platform);
        Assert.Equal((1000, 1000), rows.Single(row => row is { Counter: "RulesExecuted", Minute: null }) is var rule ? (rule.Own, rule.Platform) : default);
    }

    [Fact]
    public void Each_scenario_counts_by_its_own_QoS_and_rules()
    {
        // Each has 1,000 acknowledgements and twice as many publishes.
        var result = Result(new Counters()) with
        {
            Plan = new LoadPlan
            {
                Scenarios =
                [
                    new ScenarioPlan { Name = "a", Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 0 } },
                    new ScenarioPlan
                    {
                        Name = "b", Traffic = new TrafficPlan { Topic = "$aws/rules/ingest/b", Pattern = TrafficPattern.PublishOnly },
                    },
                ],
            },
        };

        var rows = new Reconciler(
            result, [new OwnSeconds("a", Minute, Seconds()), new OwnSeconds("b", Minute, Seconds())], ["store", "archive"]).Compare([]);

        Assert.Equal(["PublishIn.Success 3000", "Connect.Success 10", "RulesExecuted 5000"],
            rows.Where(row => row.Minute is null).Select(row => $"{row.Counter} {row.Own}"));
    }

    private static IReadOnlyList<ReconciledCount> Compare(Counters totals, params (string Name, int Minute, double Value)[] points) =>
        new Reconciler(Result(totals), [new OwnSeconds(null, Minute, Seconds())], []).Compare(
            [.. points.Select(point => Point(point.Name, point.Minute, point.Value, "Protocol=MQTT"))]);

    private static CloudWatchPoint Point(string name, int minute, double value, string dimensions) =>
        new(Minute.AddMinutes(minute), name, dimensions, "Sum", value, "Count");

    // Ten acknowledgements a second from 12:00:20 to 12:02:00.
    private static List<Slice> Seconds() =>
    [
        .. Enumerable.Range(0, 120).Select(second => new Slice
        {
            Second = second,
            Counters = new Counters { Acked = second >= 20 ? 10 : 0, Published = second >= 20 ? 20 : 0, Connected = second == 10 ? 5 : 0 },
            Latencies = new LatencySet(),
        }),
    ];

    private static LoadResult Result(Counters totals) => new()
    {
        Id = "20260101-000000-abcd",
        Plan = new LoadPlan { Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 1 } },
        Started = Minute.AddSeconds(1),
        Ended = Minute.AddSeconds(119),
        Counters = totals,
        Connect = LatencySummary.Empty,
        Ack = LatencySummary.Empty,
        AckService = LatencySummary.Empty,
        RoundTrip = LatencySummary.Empty,
        ScheduleLag = LatencySummary.Empty,
        Generator = new GeneratorHealth(),
    };

    private static string Text(ReconciledCount row) =>
        FormattableString.Invariant($"{row.Minute?.ToString("HH:mm", null) ?? "all"} {row.Counter} {row.Own} {row.Platform}");
}
