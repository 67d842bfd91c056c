using IoTLoad.Aws.Devices;

namespace IoTLoad.Aws.Tests.Devices;

public sealed class RequestPacerTests
{
    [Fact]
    public void Requests_that_come_at_once_start_evenly_spaced()
    {
        var clock = new StillClock();
        var pacer = new RequestPacer(20, clock);

        for (var i = 0; i < 4; i++)
        {
            _ = pacer.WaitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal([50.0, 100.0, 150.0], clock.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Fact]
    public void An_idle_time_is_not_saved_up_for_a_burst()
    {
        var clock = new StillClock();
        var pacer = new RequestPacer(20, clock);
        _ = pacer.WaitAsync(TestContext.Current.CancellationToken);
        clock.Now = TimeSpan.FromMinutes(1);

        _ = pacer.WaitAsync(TestContext.Current.CancellationToken);
        _ = pacer.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal([50.0], clock.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Theory]
    [InlineData("CreateThing", 90)]
    [InlineData("CreateKeysAndCertificate", 9)]
    [InlineData("AttachPolicy", 13.5)]
    [InlineData("DescribeThing", 315)]
    [InlineData("ListThings", 9)]
    public void Operations_keep_to_nine_tenths_of_their_quota(string operation, double rate) =>
        Assert.Equal(rate, ControlPlaneRates.Of(operation), 6);

    private sealed class StillClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public List<TimeSpan> Waits { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
