using System.Globalization;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Tests.Sharding;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

public sealed class SharedSubscriptionTests
{
    private static readonly TrafficPlan Group = new()
    {
        Pattern = TrafficPattern.FanIn,
        Subscribers = 4,
        SubscribeFilter = "$share/readers/loadtest/#",
    };

    [Theory(DisableParallelization = true)]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V500)]
    public async Task Each_message_is_received_once_by_one_of_the_members(MqttVersion version)
    {
        var messages = int.Parse(Environment.GetEnvironmentVariable("IOTLOAD_TEST_MESSAGES") ?? "10000", CultureInfo.InvariantCulture);
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(broker.Plain, 100, 5000, messages / 5000.0, Group) with { Session = new SessionPlan { Version = version } };

        var result = await Run.ToEndAsync(plan);

        Run.Show(result);
        Run.AssertNothingWrong(result, messages, messages);
        Assert.Equal(4, result.Group.Count);
        Assert.Equal(messages, result.Group.Sum(member => member.Received));
        Assert.All(result.Group, member => Assert.InRange(member.Received, 1, messages - 3));
        var sys = await broker.ReadSysAsync();
        Assert.Equal((messages, messages), (sys.PublishesReceived, sys.PublishesSent));
    }

    [Fact]
    public async Task Members_in_several_shards_are_one_group()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(broker.Plain, 20, 500, 1, Group) with { DrainTime = TimeSpan.FromSeconds(2) };
        var shards = ShardRunTests.Split(plan, 2);

        var result = ShardRunTests.Build(await ShardRunTests.RunAsync(shards), plan, shards);

        Assert.True(result.Passed, Run.Text(result));
        Assert.Equal((500L, 500L, 0L), (result.Counters.Expected, result.Counters.Received, result.Counters.Lost));
        Assert.Equal((4, 500L), (result.Group.Count, result.Group.Sum(member => member.Received)));
    }
}
