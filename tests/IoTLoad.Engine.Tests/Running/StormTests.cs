using System.Globalization;
using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

public sealed class StormTests
{
    private static readonly WillPlan Will = new() { Topic = "wills/{{clientId}}", Payload = "gone", QoS = 1 };

    [Theory]
    [InlineData(ConnectionDrop.Reset)]
    [InlineData(ConnectionDrop.Silence)]
    [InlineData(ConnectionDrop.HalfOpen)]
    public async Task The_broker_sends_a_will_for_each_device_that_was_dropped_and_all_come_back(ConnectionDrop drop)
    {
        await using var broker = await Mosquitto.StartAsync();
        var plan = Plan(broker, 50, 8, new StormPlan { At = TimeSpan.FromSeconds(1), Share = 0.4, Drop = drop }) with
        {
            Session = new SessionPlan { Will = Will, KeepAlive = TimeSpan.FromSeconds(2) },
        };

        var result = await Run.ToEndAsync(plan);

        Run.Show(result);
        var storm = Assert.Single(result.Storms);
        Assert.Equal((20L, 20L, 20L, 20L), (storm.Dropped, storm.Back, storm.Attempts, storm.Wills));
        Assert.True(storm.Back50 <= storm.Back90 && storm.Back90 <= storm.Back99 && storm.Back99 <= storm.Back100, storm.ToString());
        Assert.Equal((50, 70L, 0L, 0L),
            (result.PeakOnline, result.Counters.Connected, result.Counters.Disconnected, result.Counters.ConnectFailed));

        // A silent device returns when the broker has closed its connection, which takes at least its keep-alive.
        Assert.True(drop != ConnectionDrop.Silence || storm.Back50 > 1000, storm.ToString());
    }

    [Fact(DisableParallelization = true)]
    public async Task Two_thousand_devices_come_back_after_an_outage_and_wills_equal_the_devices_dropped()
    {
        var devices = int.Parse(Environment.GetEnvironmentVariable("IOTLOAD_TEST_DEVICES") ?? "2000", CultureInfo.InvariantCulture);
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var capture = await TcpCapture.StartAsync(broker.Plain.Port);
        var storm = new StormPlan { At = TimeSpan.FromSeconds(1), Outage = TimeSpan.FromSeconds(2), Backoff = Backoff.Exponential };
        var plan = Plan(broker, devices, 10, storm) with { Session = new SessionPlan { Will = Will } };

        var result = await Run.ToEndAsync(plan);

        Run.Show(result);
        var done = Assert.Single(result.Storms);
        TestContext.Current.TestOutputHelper?.WriteLine(done.ToString());
        Assert.Equal((devices, devices, devices), (done.Dropped, done.Back, done.Wills));

        // Waits of 100, 200, 400 and 800 ms go nowhere, the fifth attempt is after 3.1 s; on a busy machine, the fourth may be late.
        Assert.InRange(done.AttemptsDuringOutage, devices, 4 * devices);
        Assert.Equal(devices, done.Attempts);
        Assert.True(done.AttemptsDuringOutage < 4 * devices || done.Back50 > 1000, done.ToString());

        // On the wire: each device twice and the one that watches wills once, and nothing during the outage.
        var captured = await capture.EndAsync();
        var (attempts, connAcks) = (captured.Attempts, captured.ConnAcks);
        Assert.Equal(((2 * devices) + 1, (2 * devices) + 1), (attempts.Count, connAcks.Count));
        var first = attempts[devices + 1];
        var halfway = connAcks[devices + (int)Math.Ceiling(devices / 2.0)];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"captured: {first - attempts[devices]:0.000} s without an attempt, half to all in {connAcks[^1] - halfway:0.000} s");
        Assert.True(first - attempts[devices] > 2, $"{first - attempts[devices]}");

        // Both measured the same end of it; the engine's clock stops when its loop has seen the CONNACK.
        Assert.Equal((done.Back100 - done.Back50)!.Value / 1000, connAcks[^1] - halfway, 1.0);
    }

    [Fact]
    public async Task Without_back_off_all_return_when_the_outage_is_over()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var storm = new StormPlan { At = TimeSpan.FromSeconds(0.5), Outage = TimeSpan.FromSeconds(1), Backoff = Backoff.None };

        var result = await Run.ToEndAsync(Plan(broker, 30, 4, storm));

        var done = Assert.Single(result.Storms);
        Assert.Equal((30L, 30L, 30L, 0L, (long?)null),
            (done.Dropped, done.Back, done.Attempts, done.AttemptsDuringOutage, done.Wills));
    }

    [Fact]
    public async Task What_the_broker_queued_for_kept_sessions_is_counted()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var storm = new StormPlan { At = TimeSpan.FromSeconds(1), Outage = TimeSpan.FromSeconds(1), Backoff = Backoff.None };
        var plan = Plan(broker, 10, 4, storm, new TrafficPlan { Pattern = TrafficPattern.Downlink }) with
        {
            Session = new SessionPlan { CleanSession = false },
        };

        var result = await Run.ToEndAsync(plan);

        var done = Assert.Single(result.Storms);
        Run.Show(result);
        Assert.InRange(done.Queued!.Value, 50, 150);
        Assert.True(done.DrainMilliseconds > 0, done.ToString());
        Assert.Equal(0, result.Counters.Lost);
        Assert.True(result.Counters.Received == 400, Run.Text(result));
    }

    [Fact]
    public async Task A_device_that_is_not_back_is_said_not_to_be()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var storm = new StormPlan { At = TimeSpan.FromSeconds(1), Share = 0.5, Outage = TimeSpan.FromMinutes(1) };

        var result = await Run.ToEndAsync(Plan(broker, 10, 2, storm, new TrafficPlan { Pattern = TrafficPattern.PublishOnly }) with
        {
            DrainTime = TimeSpan.FromSeconds(1),
            Session = new SessionPlan { ConnectTimeout = TimeSpan.FromSeconds(2) },
        });

        var done = Assert.Single(result.Storms);
        Assert.Equal((5L, 0L, (double?)null, (double?)null), (done.Dropped, done.Back, done.Back50, done.Back100));
        Assert.Contains(result.Notes, note => note.StartsWith("5 of 5 devices that the storm at 1s dropped", StringComparison.Ordinal));
    }

    private static LoadPlan Plan(Mosquitto broker, int devices, double seconds, StormPlan storm, TrafficPlan? traffic = null)
    {
        var plan = Run.Plan(broker.Plain, devices, 100, seconds, traffic);
        return plan with
        {
            Storms = [storm],
            Devices = plan.Devices with { ReconnectMinDelay = TimeSpan.FromMilliseconds(100) },
        };
    }
}
