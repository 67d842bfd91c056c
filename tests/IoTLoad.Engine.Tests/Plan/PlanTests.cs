using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Tests.Plan;

public sealed class PlanTests
{
    [Theory]
    [InlineData(TrafficPattern.PublishOnly, 10)]
    [InlineData(TrafficPattern.RoundTrip, 10)]
    [InlineData(TrafficPattern.FanIn, 13)]
    [InlineData(TrafficPattern.Downlink, 12)]
    public void Connections_count_devices_and_the_extra_connections_of_the_pattern(TrafficPattern pattern, int expected)
    {
        var plan = new LoadPlan
        {
            Devices = new DevicePlan { Count = 10 },
            Traffic = new TrafficPlan { Pattern = pattern, Subscribers = 3, Publishers = 2 },
        };

        Assert.Equal(expected, plan.Connections);
    }
}
