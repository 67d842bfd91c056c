using System.Text.Json;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Engine.Tests.Reports;

public sealed class ResultBuilderTests
{
    [Fact]
    public void A_test_in_which_everything_came_back_passes_and_needs_no_notes()
    {
        var result = Sample.Result(latencies: new LatencySet { ScheduleLag = Sample.Histogram(900, 1100) });

        Assert.True(result.Passed);
        Assert.Empty(result.Notes);
        Assert.Equal(1000, result.OfferedRate);
        Assert.Equal(1000, result.PublishedRate);
        Assert.False(result.GeneratorSaturated);
        Assert.Equal(1.1, result.ScheduleLag.P99);
        Assert.Equal(5, result.Thresholds.Count);
    }

    [Theory]
    [InlineData(RunOutcome.Completed, true)]
    [InlineData(RunOutcome.Stopped, false)]
    [InlineData(RunOutcome.Failed, false)]
    [InlineData(RunOutcome.Interrupted, false)]
    public void Only_a_test_that_ran_to_its_end_can_pass(RunOutcome outcome, bool passed) =>
        Assert.Equal(passed,
            Sample.Result(facts: run => run with { Plan = Sample.Plan with { Thresholds = ["missed == 0"] }, Outcome = outcome }).Passed);

    [Fact]
    public void A_test_of_which_no_shard_reported_has_failed_whatever_its_thresholds()
    {
        var plan = Sample.Plan with { Thresholds = ["lost == 0", "failed == 0", "ack.p99 < 200ms"] };
        var facts = new RunFacts { Id = "r", Plan = plan, Outcome = RunOutcome.Completed };

        var result = ResultBuilder.Build(new ReportMerger(), facts, plan.Split(4, "r"));

        Assert.Equal((RunOutcome.Failed, false, "NothingReported"), (result.Outcome, result.Passed, result.Fault?.ErrorId));
        Assert.All(result.Thresholds, threshold => Assert.Equal((null, false), (threshold.Actual, threshold.Passed)));
        Assert.Equal(["Shards 0 to 3 never reported"], result.Incomplete);
    }

    public static TheoryData<string, string, LoadResult> Notes { get; } = new()
    {
        { "embedded", "embedded", Sample.Result(Sample.Plan with { Endpoints = [] }) },
        { "unchecked certificate", "SkipCertificateCheck",
            Sample.Result(Sample.Plan with { Tls = new TlsPlan { SkipCertificateCheck = true } }) },
        { "QoS 0", "no acknowledgements", Sample.Result(Sample.Plan with { Traffic = new TrafficPlan { QoS = 0 } }) },
        { "no tracking", "no tracking token",
            Sample.Result(Sample.Plan with { Payload = new PayloadPlan { Tracking = TrackingMode.None } }) },
        { "stopped", "4 s of 10 s ran",
            Sample.Result(facts: run => run with { Outcome = RunOutcome.Stopped, PublishDuration = TimeSpan.FromSeconds(4) }) },
        { "caller's", "of the caller", Sample.Result(facts: run => run with { Notes = ["A note of the caller."] }) },
        {
            "devices",
            "12 of 100 devices never connected: NotAuthorized (24 times). For example: device 7 at broker.example: not authorized",
            Sample.Result(
                facts: run => run with { NeverConnected = 12 },
                report: report => report with { Failures =
                    [new(FailureKind.Connect, "NotAuthorized", 24, "device 7 at broker.example: not authorized")] })
        },
        {
            "sums",
            "bug of IoTLoad; please report it. Published = Acked + Failed + Unacked does not hold: 10000 is not 9999.",
            Sample.Result(counters: Sample.Good(10_000) with { Acked = 9_999 })
        },
        { "lag", "1 % of the messages were attended to 25 ms",
            Sample.Result(latencies: new LatencySet { ScheduleLag = Sample.Histogram(1000, 25_000) }) },
        { "connect lag", "1 % of the connections were begun 60 ms",
            Sample.Result(latencies: new LatencySet { ConnectLag = Sample.Histogram(1000, 60_000) }) },
    };

    [Theory]
    [MemberData(nameof(Notes), DisableDiscoveryEnumeration = true)]
    public void A_reader_is_told(string what, string expected, LoadResult result)
    {
        Assert.False(string.IsNullOrEmpty(what));
        Assert.Contains(expected, Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(19_900, 10_000, 50, false)]
    [InlineData(20_100, 10_000, 50, true)]
    [InlineData(1_000, 10_000, 179, false)]
    [InlineData(1_000, 10_000, 180, true)]
    [InlineData(1_000, 5_000, 50, false)]
    [InlineData(6_000, 5_000, 50, true)]
    [InlineData(6_000, 9_950, 50, false)]
    public void The_generator_is_saturated_by_lag_by_CPU_or_by_missing_messages_while_late(
        long lagMicroseconds, long published, double cpuPercent, bool saturated)
    {
        var result = Sample.Result(
            counters: Sample.Good(published) with { Intended = 10_000, Missed = 10_000 - published },
            latencies: new LatencySet { ScheduleLag = Sample.Histogram(lagMicroseconds) },
            report: report => report with { Generator = new GeneratorHealth { Cores = 2, CpuPercent = cpuPercent } });

        Assert.Equal(saturated, result.GeneratorSaturated);
        Assert.Equal(saturated, result.Notes.Any(note => note.Contains("could not keep to its schedule", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_a_measured_length_the_seconds_that_ran_count()
    {
        var slice = new Slice { Phase = RunPhase.Running, Counters = new Counters(), Latencies = new LatencySet(), Online = 70 };
        var result = Sample.Result(
            facts: run => run with { PublishDuration = null, PeakOnline = null },
            report: report => report with
            {
                Slices =
                [slice, slice with { Second = 1, Online = 99 }, slice with { Second = 2, Phase = RunPhase.Draining }]
            });

        Assert.Equal(TimeSpan.FromSeconds(2), result.PublishDuration);
        Assert.Equal(5000, result.PublishedRate);
        Assert.Equal(99, result.PeakOnline);
    }

    [Fact]
    public void A_result_survives_JSON()
    {
        var result = Sample.Result(latencies: new LatencySet { Ack = Sample.Histogram(1, 2, 3) });

        var json = JsonSerializer.Serialize(result, EngineJson.Default.LoadResult);
        var back = JsonSerializer.Deserialize(json, EngineJson.Default.LoadResult)!;

        Assert.Equal(json, JsonSerializer.Serialize(back, EngineJson.Default.LoadResult));
        Assert.Equal(result.Ack, back.Ack);
    }
}
