using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

public sealed class ChurnTests
{
    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.25)]
    [InlineData(1, 1)]
    public async Task A_share_of_the_devices_drops_and_comes_back_and_nothing_is_lost(int qos, double share)
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(broker.Plain, 100, 2000, 3.5, new TrafficPlan { QoS = qos });
        plan = plan with { Devices = plan.Devices with { ChurnShare = share, ChurnInterval = TimeSpan.FromSeconds(1) } };

        var result = await Run.ToEndAsync(plan);

        Run.Show(result);
        var counters = result.Counters;
        Assert.True((counters.Intended, counters.Acked, counters.Received) == (7000, 7000, 7000), Run.Text(result));
        Assert.Equal(0, counters.Lost + counters.Unacked + counters.Duplicates + counters.OutOfOrder + counters.Disconnected);
        Assert.Equal(300 * share, counters.Churned);
        Assert.Equal(100 + counters.Churned, counters.Connected);
        Assert.True(result.Passed, Run.Text(result));
    }

    [Fact]
    public async Task Extra_subscribers_do_not_churn()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(broker.Plain, 20, 500, 2.5, new TrafficPlan { Pattern = TrafficPattern.FanIn, Subscribers = 2 });
        plan = plan with { Devices = plan.Devices with { ChurnShare = 1, ChurnInterval = TimeSpan.FromSeconds(1) } };

        var counters = (await Run.ToEndAsync(plan)).Counters;

        Assert.Equal((40, 1250, 2500, 0), (counters.Churned, counters.Acked, counters.Received, counters.Lost));
    }

    [Fact]
    public async Task Retained_messages_repeated_after_a_reconnect_are_not_duplicates()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(broker.Plain, 20, 500, 2.5, new TrafficPlan { Retain = true });
        plan = plan with { Devices = plan.Devices with { ChurnShare = 1, ChurnInterval = TimeSpan.FromSeconds(1) } };

        var counters = (await Run.ToEndAsync(plan)).Counters;

        Assert.Equal((1250, 0, 0), (counters.Received, counters.Lost, counters.Duplicates));

        // One for each subscription made again; the last may come after the test has ended.
        Assert.InRange(counters.Foreign, 20, 40);
    }
}
