using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Tests.Reports;

/// <summary>A threshold on what a plan does not measure is found before the test starts.</summary>
public sealed class ThresholdCheckTests
{
    [Theory]
    [InlineData("ack.p99 < 1s", 0, TrafficPattern.RoundTrip, TrackingMode.Payload, true)]
    [InlineData("failed == 0", 0, TrafficPattern.RoundTrip, TrackingMode.Payload, true)]
    [InlineData("ack.p99 < 1s", 1, TrafficPattern.PublishOnly, TrackingMode.Payload, false)]
    [InlineData("roundTrip.p99 < 1s", 1, TrafficPattern.PublishOnly, TrackingMode.Payload, true)]
    [InlineData("lost == 0", 1, TrafficPattern.RoundTrip, TrackingMode.None, true)]
    [InlineData("lost == 0", 1, TrafficPattern.FanIn, TrackingMode.Payload, false)]
    [InlineData("missed == 0", 0, TrafficPattern.PublishOnly, TrackingMode.None, false)]
    public void A_threshold_on_what_the_plan_does_not_measure_is_refused(
        string threshold, int qos, TrafficPattern pattern, TrackingMode tracking, bool isRefused)
    {
        var plan = new LoadPlan
        {
            Traffic = new TrafficPlan { QoS = qos, Pattern = pattern },
            Payload = new PayloadPlan { Tracking = tracking },
            Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(1))],
            Thresholds = [threshold],
        };

        var error = Record.Exception(() => Threshold.Check(plan)) as LoadException;

        Assert.Equal(isRefused ? "ThresholdNotMeasured" : null, error?.ErrorId);
    }
}
