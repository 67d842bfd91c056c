using System.Diagnostics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>What a stalled or dying broker does to a result.</summary>
public sealed class StalledBrokerTests
{
    [Fact(DisableParallelization = true)]
    public async Task A_broker_that_stalls_for_two_seconds_shows_it_in_the_latencies_and_loses_nothing()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var test = LoadTest.Prepare(Run.Plan(broker.Plain, 100, 1000, 5));
        var stall = 0.0;

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 1.5);
            broker.Stop();
            var began = Stopwatch.GetTimestamp();
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            stall = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            broker.Continue();
        });

        Run.Show(result);
        Run.AssertNothingWrong(result, 5000, 5000);

        // A message that fell due while nothing was answered waited for the rest of the stall: of the 5 s, those before the last x ms
        // of it waited for longer than x. The broker then needs some time for 2,000 messages, and the machine is late by itself.
        var late = 100 + (2 * result.ScheduleLag.Max!.Value);
        foreach (var latency in (LatencySummary[])[result.Ack, result.RoundTrip])
        {
            Assert.InRange(latency.P50!.Value, 0, late);
            foreach (var (share, value) in new[] { (0.9, latency.P90), (0.95, latency.P95), (0.99, latency.P99), (1, latency.Max) })
            {
                var predicted = stall - ((1 - share) * 5000);
                Assert.InRange(value!.Value, predicted - 10, predicted + late);
            }
        }

        var sys = await broker.ReadSysAsync();
        Assert.Equal((5000, 5000), (sys.PublishesReceived, sys.PublishesSent));
    }

    [Theory(DisableParallelization = true)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_broker_that_is_killed_and_restarted_costs_what_was_out_and_nothing_else(int qos)
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var test = LoadTest.Prepare(Run.Plan(broker.Plain, 100, 2000, 5, new TrafficPlan { QoS = qos }));

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 1.5);

            // Stopped first, so that messages are out when it dies.
            broker.Stop();
            await Task.Delay(300, TestContext.Current.CancellationToken);
            await broker.KillAsync();
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await broker.RestartAsync();
        });

        Run.Show(result);
        var counters = result.Counters;
        Assert.Equal((10_000, 10_000, 0), (counters.Intended, counters.Published, counters.Missed));
        Assert.InRange(counters.Unacked, 1, 2000);
        Assert.Equal(100, counters.Disconnected);
        Assert.Equal(200, counters.Connected);
        Assert.Equal(0, counters.Duplicates + counters.OutOfOrder);
        Assert.False(result.Passed);
        Assert.Contains(result.Thresholds, threshold => threshold is { Expression: "unacked == 0", Passed: false });
        Assert.Contains(result.Failures, failure => failure is { Kind: FailureKind.Disconnect, Count: > 0 });
    }

    [Theory(DisableParallelization = true)]
    [InlineData(MqttVersion.V311, 1)]
    [InlineData(MqttVersion.V500, 1)]
    [InlineData(MqttVersion.V311, 2)]
    [InlineData(MqttVersion.V500, 2)]
    public async Task A_session_that_outlives_the_broker_is_resumed_and_nothing_is_counted_twice(MqttVersion version, int qos)
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Persistent = true });
        var plan = Run.Plan(broker.Plain, 20, 250, 4, new TrafficPlan { QoS = qos }) with
        {
            DrainTime = TimeSpan.FromSeconds(10),
            Session = new SessionPlan { Version = version, CleanSession = false },
        };
        var test = LoadTest.Prepare(plan);

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 1);
            await broker.SavesAsync();
            broker.Stop();
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await broker.KillAsync();
            await broker.RestartAsync();
        });

        var counters = result.Counters;
        Assert.Equal((1000, 1000, 1000, 0), (counters.Intended, counters.Published, counters.Acked, counters.Unacked));

        // mosquitto saves at intervals, and forgets when killed what came after: seen in its log, a message for which it had sent
        // PUBREC, and whose PUBREL it then answers with PUBCOMP without ever sending it on. That is lost, and counted so.
        Assert.Equal((1000, 0), (counters.Received + counters.Lost, counters.Surplus));
        Assert.InRange(counters.Lost, 0, 20);
        Assert.True(broker.CountLog("Received PUBLISH from iotload-") >= 1000);
        Assert.Matches("Received PUBLISH from iotload-[^ ]* \\(d1, ", broker.Log);
    }

    [Theory]
    [InlineData(MqttVersion.V311, 1)]
    [InlineData(MqttVersion.V500, 1)]
    [InlineData(MqttVersion.V311, 2)]
    [InlineData(MqttVersion.V500, 2)]
    public async Task A_session_that_outlives_its_connection_is_resumed_and_QoS_2_delivers_once(MqttVersion version, int qos)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new Proxy(broker.Plain);
        var plan = Run.Plan(proxy.Endpoint, 20, 250, 8, new TrafficPlan { QoS = qos }) with
        {
            Session = new SessionPlan { Version = version, CleanSession = false },
        };
        var test = LoadTest.Prepare(plan);

        var result = await Run.ToEndAsync(test, async _ =>
        {
            for (var cut = 0; cut < 3; cut++)
            {
                // Answers are held back for a moment, so that messages are out, some acknowledged and some not, when the connection dies.
                await Run.PublishingAsync(test, 0.8);
                await proxy.CutAsync(TimeSpan.FromMilliseconds(150));
            }
        });

        var counters = result.Counters;
        Assert.True((counters.Intended, counters.Published, counters.Acked) == (2000, 2000, 2000), Run.Text(result));
        Assert.Equal((2000, 0, 0), (counters.Received, counters.Lost, counters.Surplus));
        Assert.Equal(60, counters.Disconnected);
        Assert.Matches("Received PUBLISH from iotload-[^ ]* \\(d1, ", broker.Log);
        Assert.True(qos == 1 ? counters.Duplicates > 0 : counters.Duplicates == 0, Run.Text(result));
    }
}
