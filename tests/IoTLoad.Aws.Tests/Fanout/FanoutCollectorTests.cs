using System.Text.Json;
using System.Text.Json.Nodes;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.Tests.Control;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Aws.Tests.Fanout;

/// <summary>A coordinator whose functions are a server that keeps their events, and answers for each with a last report.</summary>
public sealed class FanoutCollectorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_while_shards_are_being_triggered_starts_no_more_and_counts_those_that_began()
    {
        using var stop = new CancellationTokenSource();
        await using var functions = await ScriptedFunctions.StartAsync(
            events => events.Count == 3 ? Then(stop.Cancel, ScriptedFunctions.Silent) : 200);
        var state = State(60, new() { FunctionName = "fan", Workers = 60, Trigger = FanoutTrigger.Rule, TriggerRate = 2 });

        // The last one that was started takes its time to stop.
        var running = functions.RunAsync(Plan(60), state, 1, resumed: false, stop.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await Task.Delay(TimeSpan.FromSeconds(2), Cancel);
        await functions.ReportAsync([functions.Events.Last().Shard! with { Shard = 2 }]);
        var collector = await running;

        Assert.InRange(functions.Events.Count, 3, 4);
        Assert.Equal(Enumerable.Range(0, functions.Events.Count), collector.Expected.Select(part => part.Shard).Order());
        Assert.True(collector.WasStopped);
        Assert.Empty(collector.Notes);
    }

    [Fact]
    public async Task A_trigger_message_that_cannot_be_sent_takes_its_own_shards_along_and_no_others()
    {
        await using var functions = await ScriptedFunctions.StartAsync(events => events.Count == 2 ? 403 : 200);
        var state = State(6, new() { FunctionName = "fan", Workers = 6, Trigger = FanoutTrigger.Rule });

        var collector = await functions.RunAsync(Plan(6), state with { Rules = 2 }, 2, resumed: false, Cancel);

        Assert.Equal(3, functions.Events.Count);
        Assert.StartsWith("2 shards (2, 3) could not be started", Assert.Single(collector.Notes), StringComparison.Ordinal);
        Assert.Equal("AwsAccessDenied", collector.FirstFault?.ErrorId);
    }

    [Fact]
    public async Task A_trigger_message_that_is_throttled_is_sent_again()
    {
        await using var functions = await ScriptedFunctions.StartAsync(events => events.Count <= 4 ? 429 : 200);
        var state = State(2, new() { FunctionName = "fan", Workers = 2, Trigger = FanoutTrigger.Rule });

        var collector = await functions.RunAsync(Plan(2), state, 1, resumed: false, Cancel);

        Assert.Equal([1, 1, 1, 1, 1, 2], functions.Events.Select(given => given.TriggerNo));
        Assert.True(collector.HasEnded);
        Assert.Empty(collector.Notes);
    }

    [Fact]
    public async Task A_damaged_report_is_counted_and_the_next_one_has_its_place()
    {
        await using var functions = await ScriptedFunctions.StartAsync(_ => ScriptedFunctions.Silent);
        var state = State(1, new() { FunctionName = "fan", Workers = 1, StartDelay = TimeSpan.FromSeconds(1) });
        var running = functions.RunAsync(Plan(1), state, 1, resumed: false, Cancel);
        while (functions.Events.IsEmpty)
        {
            await Task.Delay(20, Cancel);
        }

        var last = Reports.Last(functions.Events.First().Shard!);
        await functions.ReportAsync(last with { Latencies = new LatencySet { Ack = "bm90IGEgaGlzdG9ncmFt" } });
        await functions.ReportAsync(last);
        var collector = await running;

        Assert.Equal((1, true), (collector.Damaged, collector.HasEnded));
    }

    [Theory]
    [InlineData("totals", "null")]
    [InlineData("latencies", "null")]
    [InlineData("generator", "null")]
    [InlineData("failures", "[null]")]
    [InlineData("failures", "null")]
    [InlineData("slices", "[null]")]
    [InlineData("slices", "null")]
    [InlineData("slices", "[{\"second\":1,\"counters\":null,\"latencies\":null}]")]
    [InlineData("slices", "[{\"second\":-1,\"counters\":{},\"latencies\":{}}]")]
    [InlineData("shard", "\"zero\"")]
    public async Task A_malformed_report_is_counted_and_ends_nothing(string member, string value)
    {
        await using var functions = await ScriptedFunctions.StartAsync(_ => ScriptedFunctions.Silent);
        var state = State(1, new() { FunctionName = "fan", Workers = 1, StartDelay = TimeSpan.FromSeconds(1) });
        var running = functions.RunAsync(Plan(1), state, 1, resumed: false, Cancel);
        while (functions.Events.IsEmpty)
        {
            await Task.Delay(20, Cancel);
        }

        var last = Reports.Last(functions.Events.First().Shard!);
        var damaged = JsonSerializer.SerializeToNode(last, EngineJson.Default.ShardReport)!;
        damaged[member] = JsonNode.Parse(value);
        await functions.PublishAsync(last, damaged.ToJsonString());
        await functions.ReportAsync(last);
        var collector = await running;

        Assert.Equal((1, true), (collector.Damaged, collector.HasEnded));
    }

    [Fact]
    public async Task A_slow_store_holds_up_neither_a_stop_nor_the_watch_over_silent_shards()
    {
        // 600 reports, each of which the store takes 10 ms for: six seconds of work.
        using var stop = new CancellationTokenSource();
        await using var functions = await ScriptedFunctions.StartAsync(_ => ScriptedFunctions.Silent);
        var state = State(1, new() { FunctionName = "fan", Workers = 1, StartDelay = TimeSpan.FromSeconds(1) });
        var store = new SlowStore();
        var running = functions.RunAsync(Plan(1), state, 1, resumed: false, stop.Token, [store]);
        while (functions.Events.IsEmpty)
        {
            await Task.Delay(20, Cancel);
        }

        var shard = functions.Events.First().Shard!;
        for (var sequence = 0; sequence < 600; sequence++)
        {
            await functions.ReportAsync(Reports.Last(shard) with { Sequence = sequence, Final = false });
        }

        await stop.CancelAsync();
        await functions.StoppedAsync(shard.RunId);
        Assert.True(store.Written < 600);

        await functions.ReportAsync(Reports.Last(shard) with { Sequence = 600 });
        Assert.True((await running).HasEnded);
        Assert.Equal(601, store.Written);
    }

    [Fact]
    public async Task Retained_reports_of_a_run_that_is_long_over_are_waited_for()
    {
        await using var functions = await ScriptedFunctions.StartAsync(_ => 200);
        var state = State(2, new() { FunctionName = "fan", Workers = 2 }) with { StartAt = DateTimeOffset.UtcNow.AddHours(-1) };

        var running = functions.RunAsync(Plan(2), state, 1, resumed: true, Cancel);
        await Task.Delay(TimeSpan.FromMilliseconds(600), Cancel);
        await functions.ReportAsync(new FanoutSchedule(Plan(2), state).Waves[0]);

        Assert.True((await running).HasEnded);
        Assert.Empty(functions.Events);
    }

    [Fact]
    public async Task A_single_worker_can_be_triggered()
    {
        await using var functions = await ScriptedFunctions.StartAsync(_ => 200);

        await functions.RunAsync(Plan(1), State(1, new() { FunctionName = "fan", Workers = 1, Trigger = FanoutTrigger.Rule }), 1,
            resumed: false, Cancel);

        Assert.Equal((FunctionEvent.TriggerType, 1), Assert.Single(functions.Events.Select(given => (given.Type, given.TriggerNo))));
    }

    [Fact]
    public async Task Waves_that_were_not_due_when_the_coordinator_died_are_started_by_the_next_one()
    {
        await using var functions = await ScriptedFunctions.StartAsync(_ => 200);
        var options = new FanoutOptions { FunctionName = "fan", Workers = 2, StartDelay = TimeSpan.FromSeconds(1) };
        var state = State(2, options) with { LongestWave = TimeSpan.FromSeconds(1) };
        var plan = Plan(2);
        var schedule = new FanoutSchedule(plan, state);
        Assert.Equal(2, schedule.Waves.Count);

        // The second wave is due in a second; the first is over, and its last reports are retained.
        state = state with { StartAt = state.StartAt - (schedule.InvokeAt(1, state) - DateTimeOffset.UtcNow) + TimeSpan.FromSeconds(1) };
        await functions.ReportAsync(new FanoutSchedule(plan, state).Waves[0]);

        var collector = await functions.RunAsync(plan, state, 0, resumed: true, Cancel);

        Assert.Equal([(0, 1), (1, 1)], functions.Events.Select(given => (given.Shard!.Shard, given.Shard.Wave)).Order());
        Assert.True(collector.HasEnded);
        Assert.Empty(collector.Notes);
    }

    [Fact]
    public void Waves_of_shards_that_begin_as_they_are_triggered_do_not_overlap()
    {
        var state = State(20, new()
        {
            FunctionName = "fan",
            Workers = 20,
            Trigger = FanoutTrigger.Rule,
            TriggerRate =
            0.5
        }) with
        { Rules = 2, LongestWave = TimeSpan.FromSeconds(1) };

        var schedule = new FanoutSchedule(Plan(20), state);

        // Ten messages, one each two seconds, and then a second of schedule.
        Assert.True(schedule.InvokeAt(1, state) - schedule.InvokeAt(0, state) > TimeSpan.FromSeconds(21));
        Assert.All(schedule.Waves[0],
            part => Assert.True(schedule.OverAt(part, state) <= schedule.InvokeAt(1, state) + state.Options.StartDelay));
        Assert.All(schedule.Waves[1],
            part => Assert.True(schedule.OverAt(part, state) > schedule.InvokeAt(1, state) + TimeSpan.FromSeconds(21)));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], schedule.Waves.Select(wave => wave[0].Until!.Value));
    }

    [Fact]
    public void A_scenario_begins_when_its_time_has_come_and_the_one_before_it_has_had_its_own()
    {
        LoadStage[] hold = [new(10, 10, TimeSpan.FromSeconds(20))];
        var plan = Plan(8) with
        {
            Seed = 1,
            Traffic = new TrafficPlan { Topic = "s/{{scenario}}/{{device}}" },
            Scenarios =
            [
                new ScenarioPlan { Name = "after", StartAfter = "first", Stages = hold },
                new ScenarioPlan { Name = "first", Stages = hold },
                new ScenarioPlan { Name = "later", StartAt = TimeSpan.FromSeconds(7), Stages = hold },
            ],
        };
        var state = State(6, new() { FunctionName = "fan", Workers = 6 }) with { LongestWave = TimeSpan.FromSeconds(10) };

        var schedule = new FanoutSchedule(plan, state);

        // Each has two waves, in the order in which they begin.
        Assert.Equal(
            ["first 0", "later 0", "first 1", "later 1", "after 0", "after 1"],
            schedule.Waves.Select(wave => $"{wave[0].Scenario} {wave[0].Wave}"));
        Assert.Equal((state.StartAt, state.StartAt.AddSeconds(7)), (schedule.BeginOf("first"), schedule.BeginOf("later")));
        Assert.All(schedule.Waves, (wave, place) => Assert.All(wave, part =>
        {
            Assert.Equal((schedule.BeginOf(place), place), (part.StartAt!.Value, schedule.WaveOf(part)));
            Assert.Equal(schedule.InvokeAt(place, state) + state.Options.StartDelay, part.StartAt);
        }));
        Assert.All(schedule.Waves[2], part => Assert.Equal(schedule.BeginOf("after"), schedule.OverAt(part, state)));
        Assert.Equal((6, 12), (FanoutUse.Of(plan, state).Shards, FanoutUse.Of(plan, state).Invocations));
    }

    private static int Then(Action action, int status)
    {
        action();
        return status;
    }

    private static LoadPlan Plan(int devices) => new()
    {
        Endpoints = [new Uri("mqtt://127.0.0.1:1")],
        Devices = new DevicePlan { Count = devices },
        Stages = [new LoadStage(devices, devices, TimeSpan.FromSeconds(2))],
        DrainTime = TimeSpan.Zero,
        Seed = 1,
    };

    private static FanoutState State(int workers, FanoutOptions options) => new()
    {
        RunId = LoadTest.NewId(),
        Options = options with { Workers = workers },
        Region = "eu-west-1",
        StartAt = DateTimeOffset.UtcNow + options.StartDelay,
        LongestWave = TimeSpan.FromMinutes(10),
    };

    /// <summary>A store whose every write takes as long as an fsync of a slow disk.</summary>
    private sealed class SlowStore : IReportSink
    {
        private int _written;

        public int Written => Volatile.Read(ref _written);

        public async ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
        {
            await Task.Delay(10, cancellationToken);
            Interlocked.Increment(ref _written);
        }

        public ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
