using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;

namespace IoTLoad.Engine.Tests;

public sealed class EmbeddedBrokerRunTests
{
    public static TheoryData<TrafficPattern, int, MqttVersion> Cases => new MatrixTheoryData<TrafficPattern, int, MqttVersion>(
        Enum.GetValues<TrafficPattern>(), [0, 1, 2], Enum.GetValues<MqttVersion>());

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_message_is_accounted_for(TrafficPattern pattern, int qos, MqttVersion version)
    {
        var plan = new LoadPlan
        {
            Devices = new DevicePlan { Count = 20 },
            Session = new SessionPlan { Version = version },
            Traffic = new TrafficPlan { Pattern = pattern, QoS = qos, Subscribers = 2, Publishers = 3 },
            Stages = [new LoadStage(0, 400, TimeSpan.FromSeconds(0.5)), new LoadStage(400, 400, TimeSpan.FromSeconds(1))],
        };

        var result = await LoadTest.Prepare(plan).RunAsync([], TestContext.Current.CancellationToken);

        Assert.Empty(Accounting.Check(result));
        var counters = result.Counters;
        var fanOut = pattern switch { TrafficPattern.PublishOnly => 0, TrafficPattern.FanIn => 2, _ => 1 };
        Assert.Equal(500, counters.Intended);
        Assert.Equal(500, counters.Published);
        Assert.Equal(qos == 0 ? 0 : 500, counters.Acked);
        Assert.Equal(500 * fanOut, counters.Received);
        Assert.Equal(0, counters.Lost + counters.Duplicates + counters.OutOfOrder + counters.Foreign);
        Assert.Equal(plan.Connections, counters.Connected);
        Assert.Equal(500 * fanOut, result.RoundTrip.Count);
        Assert.True(result.Passed);
    }

    [Fact]
    public async Task A_broadcast_reaches_every_device()
    {
        var plan = new LoadPlan
        {
            Devices = new DevicePlan { Count = 50 },
            Traffic = new TrafficPlan { Pattern = TrafficPattern.Downlink, Publishers = 4, BroadcastTopic = "loadtest/{{run}}/all" },
            Stages = [new LoadStage(20, 20, TimeSpan.FromSeconds(1))],
        };

        var result = await LoadTest.Prepare(plan).RunAsync([], TestContext.Current.CancellationToken);

        Assert.Equal(20, result.Counters.Acked);
        Assert.Equal(20 * 50, result.Counters.Received);
        Assert.Equal(0, result.Counters.Lost);
        Assert.Empty(Accounting.Check(result));
    }
}
