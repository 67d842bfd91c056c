using System.Threading.Channels;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;
using IoTLoad.Engine.Tests.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Sharding;

public sealed class ShardRunTests
{
    public static TheoryData<TrafficPattern, int> Patterns =>
        new MatrixTheoryData<TrafficPattern, int>(Enum.GetValues<TrafficPattern>(), [0, 1]);

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task Three_shards_are_accounted_for_as_the_broker_s_log_says(TrafficPattern pattern, int qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        var plan = Run.Plan(broker.Plain, 50, 1000, 0.6, new TrafficPlan
        {
            Pattern = pattern,
            QoS = qos,
            Subscribers = 2,
            Publishers =
            4
        }) with
        { DrainTime = TimeSpan.FromSeconds(2) };
        var shards = Split(plan, 3);

        var merger = await RunAsync(shards);

        var result = Build(merger, plan, shards);
        var receipts = pattern switch { TrafficPattern.PublishOnly => 0, TrafficPattern.FanIn => 1200, _ => 600 };
        Assert.True(Accounting.Check(result).Count == 0 && result.Passed, Run.Text(result));
        Assert.Equal((600, 600, receipts, receipts),
            (result.Counters.Intended, result.Counters.Published, result.Counters.Expected, result.Counters.Received));
        Assert.Equal((plan.Connections, 0L),
            (result.Counters.Connected, result.Counters.Foreign + result.Counters.Duplicates + result.Counters.Lost));
        Assert.All(result.Shards, shard => Assert.Equal(shards[shard.Shard].CountMessages(), shard.Counters.Published));
        await broker.LogsAsync("Received DISCONNECT from iotload-", plan.Connections);
        Assert.Equal((600, receipts), (broker.CountLog("Received PUBLISH from iotload-"), broker.CountLog("Sending PUBLISH to iotload-")));

        // Each message that stayed in its shard was measured, and no other.
        Assert.True(pattern is TrafficPattern.FanIn or TrafficPattern.Downlink
            ? result.RoundTrip.Count < receipts : result.RoundTrip.Count == receipts, Run.Text(result));
    }

    [Fact(DisableParallelization = true)]
    public async Task A_shard_that_begins_late_misses_what_was_due_before_and_measures_the_rest_from_when_it_was_due()
    {
        await using var broker = await Mosquitto.StartAsync();
        var plan = Run.Plan(broker.Plain, 20, 200, 4);
        var late = Split(plan, 2, DateTimeOffset.UtcNow.AddSeconds(-2), TimeSpan.FromSeconds(0.5))[1];

        var merger = await RunAsync([late]);

        var report = merger.Find(1)!;
        var counters = report.Totals;
        Assert.Equal(400, counters.Intended);
        Assert.InRange(report.Late, 100, 300);
        Assert.Equal((report.Late, 400 - report.Late), (counters.Missed, counters.Published));
        Assert.InRange(Latency.Summarize(LatencyCodec.Decode(report.Latencies.RoundTrip)).Max!.Value, 0, 1000);
        Assert.Equal(RunOutcome.Completed, report.Outcome);
    }

    [Fact]
    public async Task Waves_do_a_part_of_the_schedule_each()
    {
        await using var broker = await Mosquitto.StartAsync();
        var plan = Run.Plan(broker.Plain, 20, 200, 2);
        var shard = Split(plan, 2)[0];
        IReadOnlyList<ShardPlan> waves = [.. plan.Waves(TimeSpan.FromSeconds(1))
            .Select((wave, number) => shard with { Wave = number, From = wave.From, Until = wave.Until, StartAt = null })];
        var merger = new ReportMerger();
        foreach (var wave in waves)
        {
            await RunAsync([wave], merger);
        }

        var result = Build(merger, plan, waves);

        Assert.Equal((200, 200, 200), (result.Counters.Intended, result.Counters.Published, result.Counters.Received));
        Assert.Equal((100, 100), (merger.Find(0, 0)!.Totals.Intended, merger.Find(0, 1)!.Totals.Intended));
        Assert.Equal(2, result.PublishDuration.TotalSeconds, 0.1);
        Assert.Single(result.Shards);
    }

    [Fact]
    public async Task A_shard_that_nobody_lets_in_reports_why_and_ends()
    {
        var plan = Run.Plan(new Uri($"mqtt://127.0.0.1:{LoopbackPort.Free(1)[0]}"), 4, 10, 1);
        var shards = Split(plan, 2);

        var merger = await RunAsync(shards);

        var report = merger.Find(0)!;
        Assert.Equal((true, RunOutcome.Failed, "ConnectionRefused"), (report.Final, report.Outcome, report.Fault?.ErrorId));
        var result = Build(merger, plan, shards);
        Assert.Equal((10, 10), (result.Counters.Intended, result.Counters.Missed));
        Assert.Contains("Shards 0 and 1 failed", result.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_shard_that_does_not_exist_is_refused()
    {
        var shard = Split(Run.Plan(new Uri("mqtt://127.0.0.1:1"), 4, 10, 1), 2)[0];

        foreach (var wrong in new[] { shard with { Shard = 2 }, shard with { Shards = 5 }, shard with { From = TimeSpan.FromSeconds(1) },
            shard with { Plan = shard.Plan with { Seed = 0 } }, shard with { RunId = "" } })
        {
            Assert.Equal("InvalidShard", Assert.Throws<LoadException>(() => ShardRun.Prepare(wrong)).ErrorId);
        }
    }

    internal static IReadOnlyList<ShardPlan> Split(LoadPlan plan, int shards, DateTimeOffset? startAt = null, TimeSpan? settle = null) =>
        [.. plan.Split(shards, "20260101-000000-test", startAt ?? DateTimeOffset.UtcNow.AddSeconds(0.2))
            .Select(shard => shard with { SettleTime = settle ?? TimeSpan.FromSeconds(1) })];

    internal static async Task<ReportMerger> RunAsync(IReadOnlyList<ShardPlan> shards, ReportMerger? into = null)
    {
        var merger = into ?? new ReportMerger();
        var runs = shards.Select(async shard =>
        {
            var reports = Channel.CreateUnbounded<ShardReport>();
            var running = ShardRun.Prepare(shard).RunAsync(reports.Writer, null, TestContext.Current.CancellationToken);
            var all = await reports.Reader.ReadAllAsync(TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken);
            await running;
            Assert.True(all[^1].Final);
            return all;
        });
        foreach (var report in (await Task.WhenAll(runs)).SelectMany(reports => reports))
        {
            merger.Add(report);
        }

        return merger;
    }

    internal static LoadResult Build(ReportMerger merger, LoadPlan plan, IReadOnlyList<ShardPlan> expected) => ResultBuilder.Build(
        merger, new RunFacts
        {
            Id = "20260101-000000-test",
            Plan = plan,
            Outcome = RunOutcome.Completed,
            Started = merger.Origin,
            Ended = merger.Origin.AddSeconds(5)
        }, expected);
}
