using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;
using IoTLoad.Engine.Tests.Reports;

namespace IoTLoad.Engine.Tests.Sharding;

public sealed class ShardAccountTests
{
    private const int Seconds = 6;

    private static LoadPlan Plan { get; } = new()
    {
        Endpoints = [new Uri("mqtt://broker.example")],
        Devices = new DevicePlan { Count = 40 },
        Stages = [new LoadStage(100, 100, TimeSpan.FromSeconds(Seconds))],
        Seed = 1,
    };

    [Fact]
    public void A_shard_that_never_reports_is_named_and_its_part_counts_as_missed()
    {
        var result = Build(Plan, 4, reports => reports.Where(report => report.Shard != 2));

        Assert.Equal((600, 450, 150), (result.Counters.Intended, result.Counters.Published, result.Counters.Missed));
        Assert.Equal([ShardState.Completed, ShardState.Completed, ShardState.Missing, ShardState.Completed],
            result.Shards.Select(shard => shard.State));
        Assert.Equal((150L, null), (result.Shards[2].NotOffered, result.Shards[2].LastSeen));
        Assert.Contains("Shard 2 never reported; 150 messages of the plan were not offered and count as missed", result.Notes[0],
            StringComparison.Ordinal);
        Assert.Empty(Accounting.Check(result));
        Assert.False(result.Passed);
        Assert.Equal(["Shard 2 never reported"], result.Incomplete);
    }

    [Fact]
    public void A_test_whose_reporting_shards_meet_all_thresholds_does_not_pass_while_others_are_missing()
    {
        var result = Build(Plan with { Thresholds = ["failed == 0"] }, 4, reports => reports.Where(report => report.Shard == 0));

        Assert.True(Assert.Single(result.Thresholds).Passed);
        Assert.False(result.Passed);
        Assert.Equal(["Shards 1 to 3 never reported"], result.Incomplete);
    }

    [Fact]
    public void A_shard_that_dies_in_mid_run_is_named_with_the_time_that_it_was_last_seen()
    {
        var result = Build(Plan, 4, reports => reports.Where(report => report.Shard != 1 || report.Sequence < 3));

        // Three seconds of 25 messages are known; one of the 75 was in flight.
        var dead = result.Shards[1];
        Assert.Equal((ShardState.Interrupted, 150L, 75L, 75L, 75L),
            (dead.State, dead.Counters.Intended, dead.Counters.Published, dead.Counters.Missed, dead.NotOffered));
        Assert.Equal((74L, 1L), (dead.Counters.Acked, dead.Counters.Unacked));
        Assert.Contains("Shard 1, last seen at 2026-11-24 12:00:03 UTC in phase Running, reported, but never their end", result.Notes[0],
            StringComparison.Ordinal);
        Assert.Equal((600, 525), (result.Counters.Intended, result.Counters.Published));
        Assert.Empty(Accounting.Check(result));
    }

    [Fact]
    public void A_shard_that_failed_is_named_with_its_reason()
    {
        var fault = new RunFault("ConnectionRefused", LoadErrorKind.ConnectionFailed, "broker.example refused the connection.",
            "Start it.");
        var result = Build(Plan, 4, reports => reports.Where(report => report.Shard != 3)
            .Append(Sample.Report(new Counters { ConnectAttempts = 20, ConnectFailed = 20 }, shard: 3) with
            {
                Outcome = RunOutcome.Failed,
                Fault = fault,
            }));

        Assert.Equal((ShardState.Failed, fault), (result.Shards[3].State, result.Shards[3].Fault));
        Assert.Contains("Shard 3 failed (broker.example refused the connection); 150 messages", result.Notes[0], StringComparison.Ordinal);
        Assert.Equal(600, result.Counters.Intended);
        Assert.Empty(Accounting.Check(result));
    }

    [Fact]
    public void A_restarted_shard_is_one_row_of_two_waves()
    {
        var shards = Plan.Split(4, "r");
        var middle = TimeSpan.FromSeconds(3);
        IReadOnlyList<ShardPlan> expected =
            [shards[0], shards[1], shards[2] with { Until = middle }, shards[2] with { Wave = 1, From = middle }, shards[3]];
        var merger = new ReportMerger();
        foreach (var report in expected.SelectMany(part => Stream(part)
            .Where(report => part.Wave != 0 || part.Shard != 2 || report.Sequence < 2)))
        {
            merger.Add(report);
        }

        var result = ResultBuilder.Build(merger, Facts(Plan), expected);

        Assert.Equal(4, result.Shards.Count);
        Assert.Equal((ShardState.Interrupted, 150L, 25L),
            (result.Shards[2].State, result.Shards[2].Counters.Intended, result.Shards[2].NotOffered));
        Assert.Equal((600, 575), (result.Counters.Intended, result.Counters.Published));
        Assert.Empty(Accounting.Check(result));
    }

    [Fact]
    public void Of_a_stopped_test_only_what_ran_was_asked_for()
    {
        IReadOnlyList<ShardPlan> expected = [.. Plan.Split(4, "r").Select(shard => shard with { Until = TimeSpan.FromSeconds(2) })];
        var merger = new ReportMerger();
        foreach (var report in expected.Where(part => part.Shard > 0).SelectMany(Stream))
        {
            merger.Add(report.Final ? report with { Outcome = RunOutcome.Stopped } : report);
        }

        var result = ResultBuilder.Build(merger, Facts(Plan) with { Outcome = RunOutcome.Stopped }, expected);

        Assert.Equal((200, 150, 50), (result.Counters.Intended, result.Counters.Published, result.Counters.Missed));
        Assert.Equal([ShardState.Missing, ShardState.Stopped, ShardState.Stopped, ShardState.Stopped],
            result.Shards.Select(shard => shard.State));
    }

    [Theory]
    [InlineData(TrafficPattern.FanIn, 0, 0)]
    [InlineData(TrafficPattern.FanIn, 5, 0)]
    [InlineData(TrafficPattern.Downlink, 7, 0)]
    [InlineData(TrafficPattern.FanIn, -3, 3)]
    public void What_is_lost_between_shards_is_told_by_all_of_them_together(TrafficPattern pattern, int lost, int surplus)
    {
        var plan = Plan with { Traffic = new TrafficPlan { Pattern = pattern, Subscribers = 2, Publishers = 2 } };
        var each = pattern == TrafficPattern.FanIn ? 2 : 1;
        var merger = new ReportMerger();
        foreach (var shard in plan.Split(2, "r"))
        {
            merger.Add(Sample.Report(new Counters
            {
                Intended = 300,
                Published = 300,
                Acked = 300,
                Expected = 300 * each,
                Received =
                300 * each - (shard.Shard == 0 ? lost : 0)
            }, shard: shard.Shard));
        }

        var result = ResultBuilder.Build(merger, Facts(plan), plan.Split(2, "r"));

        Assert.Equal((600 * each, Math.Max(0, lost), surplus), (result.Counters.Expected, result.Counters.Lost, result.Counters.Surplus));
        Assert.Empty(Accounting.Check(result));
    }

    [Property(MaxTest = 60)]
    public Property Sums_hold_whichever_reports_are_lost_late_or_doubled() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            var random = new System.Random(seed);
            var pattern = random.GetItems(Enum.GetValues<TrafficPattern>(), 1)[0];
            var plan = Plan with
            {
                Traffic = new TrafficPlan
                {
                    Pattern = pattern,
                    QoS = random.Next(2),
                    Subscribers = random.Next(1, 6),
                    Publishers = random.Next(1, 6)
                }
            };
            var count = random.Next(1, 9);
            var result = Build(plan, count, reports =>
            {
                var kept = reports.Where(_ => random.Next(4) > 0).ToList();
                var all = kept.Concat(kept.Where(_ => random.Next(3) == 0)).ToArray();
                random.Shuffle(all);
                return all;
            });
            return Accounting.Check(result).Count == 0
                && result.Shards.Count == count
                && result.Counters.Intended == 600
                && result.Shards.Where(shard => shard.State == ShardState.Missing).All(shard => result.Notes[0]
                    .Contains($"{shard.Shard}", StringComparison.Ordinal) || result.Notes[0].Contains(" to ", StringComparison.Ordinal));
        });

    private static LoadResult Build(LoadPlan plan, int shards, Func<IEnumerable<ShardReport>, IEnumerable<ShardReport>> arrive)
    {
        var expected = plan.Split(shards, "r");
        var merger = new ReportMerger();
        foreach (var report in arrive(expected.SelectMany(Stream)))
        {
            merger.Add(report);
        }

        return ResultBuilder.Build(merger, Facts(plan), expected);
    }

    private static RunFacts Facts(LoadPlan plan) =>
        new() { Id = "r", Plan = plan, Started = Sample.Origin, Ended = Sample.Origin.AddSeconds(10) };

    /// <summary>
    /// A report a second of a shard that runs to its end; in each second one message is still out, and received by the next.
    /// </summary>
    private static IEnumerable<ShardReport> Stream(ShardPlan shard)
    {
        var plan = shard.Plan;
        var acknowledged = plan.IsAcknowledged;
        var asked = shard.CountMessages();
        var seconds = (int)shard.Duration.TotalSeconds;
        var tracked = plan.Traffic.Pattern != TrafficPattern.PublishOnly;
        var each = plan.Traffic.Pattern == TrafficPattern.FanIn ? plan.Traffic.Subscribers : 1;

        // Between shards, each subscriber gets its share of all.
        var receipts = !shard.CrossesShards ? asked * each : plan.Traffic.Pattern == TrafficPattern.FanIn
            ? 600 * shard.Extras.Count : 15L * shard.Devices.Count;
        for (var second = 0; second <= seconds; second++)
        {
            var final = second == seconds;
            var published = final ? asked : asked * (second + 1) / seconds;
            var counters = new Counters
            {
                Intended = published,
                Published = published,
                Acked = !acknowledged ? 0 : final ? published : Math.Max(0, published - 1),
                Received = !tracked ? 0 : final ? receipts : Math.Max(0, (receipts * (second + 1) / seconds) - 1),
                Expected = tracked && final ? asked * each : 0,
                ConnectAttempts = 10,
                Connected = 10,
            };
            yield return new ShardReport
            {
                RunId = "r",
                Shard = shard.Shard,
                Wave = shard.Wave,
                Sequence = second,
                Origin = Sample.Origin,
                Time = Sample.Origin.AddSeconds(second + 1),
                Phase = final ? RunPhase.Done : RunPhase.Running,
                Final = final,
                Outcome = final ? RunOutcome.Completed : null,
                PublishDuration = final ? shard.Duration : null,
                NeverConnected = final ? 0 : null,
                Totals = counters,
                Latencies = new LatencySet(),
                Generator = new GeneratorHealth { Cores = 2 },
            };
        }
    }
}
