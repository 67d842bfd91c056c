using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>A test can be stopped at any time, and its result covers what ran.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact(DisableParallelization = true)]
    public async Task The_result_of_a_stopped_test_covers_what_ran()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var test = LoadTest.Prepare(Run.Plan(broker.Plain, 100, 1000, 60));

        var result = await Run.ToEndAsync(test, async stop =>
        {
            await Run.PublishingAsync(test, 2);
            await stop.CancelAsync();
        }).WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Equal(RunOutcome.Stopped, result.Outcome);
        Assert.InRange(result.PublishDuration.TotalSeconds, 1, 20);
        var counters = result.Counters;
        Assert.Equal(result.PublishDuration.TotalSeconds * 1000, counters.Intended, 5.0);
        Assert.Equal((counters.Intended, counters.Intended, 0), (counters.Acked, counters.Received, counters.Lost));
        Assert.Contains(result.Notes, note => note.StartsWith("Stopped before its end", StringComparison.Ordinal));
        var sys = await broker.ReadSysAsync();
        Assert.Equal((counters.Published, counters.Received), (sys.PublishesReceived, sys.PublishesSent));
    }

    [Fact]
    public async Task A_threshold_ends_the_test_without_waiting_for_what_is_still_out()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(broker.Plain, 10, 100, 3600) with
        {
            DrainTime = TimeSpan.FromHours(1),
            Thresholds = ["publishedRate < 1/s over 1s abort grace 2s"],
        };

        var result = await Run.ToEndAsync(LoadTest.Prepare(plan)).WaitAsync(Limit, TestContext.Current.CancellationToken);

        var verdict = result.Thresholds.Single();
        Assert.Equal((RunOutcome.Stopped, false, false), (result.Outcome, result.Passed, verdict.Passed));
        Assert.NotNull(verdict.FirstBroken);
        Assert.Contains(result.Notes, note => note.Contains("ended the test", StringComparison.Ordinal));
        Assert.True(result.Counters.Intended < 100 * Limit.TotalSeconds);
    }

    [Fact]
    public async Task Stopped_at_any_moment_of_connecting_it_ends()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        for (var i = 0; i < 20; i++)
        {
            var plan = Run.Plan(broker.Plain, 300, 1000, 60);
            var test = LoadTest.Prepare(plan with { Devices = plan.Devices with { ConnectRate = 3000 } });

            var result = await Run.ToEndAsync(test, async stop =>
            {
                await Task.Delay(i * 10, TestContext.Current.CancellationToken);
                await stop.CancelAsync();
            }).WaitAsync(Limit, TestContext.Current.CancellationToken);

            Assert.Equal(RunOutcome.Stopped, result.Outcome);
            Assert.Equal((0, 0), (result.Counters.ConnectFailed, result.Counters.Unacked));
        }

        Assert.Equal(0, (await broker.ReadSysAsync()).ClientsConnected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stopped_while_the_broker_answers_nothing_it_ends(bool publishing)
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var test = LoadTest.Prepare(Run.Plan(broker.Plain, 50, 500, 60) with { DrainTime = TimeSpan.FromSeconds(1) });
        if (!publishing)
        {
            broker.Stop();
        }

        var result = await Run.ToEndAsync(test, async stop =>
        {
            if (publishing)
            {
                await Run.PublishingAsync(test, 0.5);
                broker.Stop();
            }

            await Task.Delay(300, TestContext.Current.CancellationToken);
            await stop.CancelAsync();
        }).WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Equal(RunOutcome.Stopped, result.Outcome);
        Assert.Equal(publishing, result.Counters.Unacked > 0);
    }

    [Fact(DisableParallelization = true)]
    public async Task A_full_window_fills_the_backlog_and_then_messages_are_missed()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var traffic = new TrafficPlan { InFlightWindow = 5, BacklogLimit = 10 };
        var test = LoadTest.Prepare(Run.Plan(broker.Plain, 10, 1000, 4, traffic));

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 1);
            broker.Stop();
            await Task.Delay(1500, TestContext.Current.CancellationToken);
            broker.Continue();
        });

        Run.Show(result);
        var counters = result.Counters;
        Assert.Equal((4000, 4000), (counters.Intended, counters.Published + counters.Missed));

        // A hundred messages a second and device: 150 fall due while nothing goes, 15 of which find a place.
        Assert.InRange(counters.Missed, 1200, 1500);
        Assert.Equal((counters.Published, counters.Published, 0), (counters.Acked, counters.Received, counters.Lost));
        Assert.False(result.Passed);
    }

    [Fact(DisableParallelization = true)]
    public async Task Large_messages_to_a_slow_broker_wait_and_all_arrive()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(broker.Plain, 4, 200, 2,
            new TrafficPlan { QoS = 0 }) with
        { Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 200_000 } };
        var test = LoadTest.Prepare(plan);

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 0.5);
            broker.Stop();
            await Task.Delay(700, TestContext.Current.CancellationToken);
            broker.Continue();
        });

        Run.Show(result);
        Run.AssertNothingWrong(result, 400, 400);
    }
}
