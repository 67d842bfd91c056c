using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>Tests in which some devices fail go on, count them by reason, and say so.</summary>
public sealed class PartialFailureTests
{
    [Fact]
    public async Task Devices_with_a_wrong_login_are_counted_and_the_others_continue()
    {
        var users = Enumerable.Range(0, 6).ToDictionary(device => $"device-{device}", _ => "right");
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Users = users });
        var plan = Run.Plan(broker.Plain, 10, 100, 2) with
        {
            Session =
            new SessionPlan { Username = "device-{{device}}", Password = "right" },
            DrainTime = TimeSpan.FromSeconds(1)
        };

        var result = await Run.ToEndAsync(plan);

        var counters = result.Counters;
        Assert.Equal((RunOutcome.Completed, false, 6), (result.Outcome, result.Passed, result.PeakOnline));
        Assert.Equal((200, 120, 80), (counters.Intended, counters.Acked, counters.Missed));
        Assert.Equal((120, 0), (counters.Received, counters.Lost));
        var failure = Assert.Single(result.Failures);
        Assert.Equal((FailureKind.Connect, "NotAuthorized", counters.ConnectFailed), (failure.Kind, failure.Reason, failure.Count));
        Assert.Contains(result.Notes, note => note.StartsWith("4 of 10 devices never connected: NotAuthorized", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Devices_beyond_the_broker_s_limit_of_connections_are_counted()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { ListenerLines = ["max_connections 20"] });
        var plan = Run.Plan(broker.Plain, 30, 300, 2) with { DrainTime = TimeSpan.FromSeconds(1) };

        var result = await Run.ToEndAsync(plan);

        // mosquitto 2.0 lets one more in than it is told to.
        var accepted = broker.CountLog("Sending CONNACK to iotload-");
        Assert.InRange(accepted, 20, 21);
        Assert.Equal((accepted, accepted), (result.PeakOnline, result.Counters.Connected));
        Assert.Equal((600, 20 * accepted, 600 - (20 * accepted)),
            (result.Counters.Intended, result.Counters.Acked, result.Counters.Missed));
        Assert.True(result.Counters.ConnectFailed >= 30 - accepted);
        Assert.Contains(result.Notes,
            note => note.StartsWith($"{30 - accepted} of 30 devices never connected: C", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_that_the_broker_refuses_are_counted_by_reason()
    {
        using var folder = new PrivateFolder();
        var rules = folder.Write("acl", "topic read #\npattern write allowed/#\n");
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Lines = [$"acl_file {rules}"] });
        var plan = Run.Plan(broker.Plain, 5, 100, 1,
            new TrafficPlan { Topic = "forbidden/{{device}}" }) with
        { Session = new SessionPlan { Version = MqttVersion.V500 } };

        var counters = (await Run.ToEndAsync(plan)).Counters;

        // mosquitto 2.0 answers with a reason, and then closes the connection, which costs what else was out.
        Assert.Equal((100, 0, 0), (counters.Published, counters.Acked, counters.Expected));
        Assert.Equal(broker.CountLog("rc135)"), counters.Failed);
        Assert.InRange(counters.Failed, 5, 100);
    }

    [Fact]
    public async Task Devices_are_spread_evenly_over_endpoints()
    {
        await using var first = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var second = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(first.Plain, 100, 400, 4) with { Endpoints = [first.Plain, second.Plain] };
        var test = LoadTest.Prepare(plan);

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 0.2);
            var counters = await Task.WhenAll(first.ReadSysAsync(), second.ReadSysAsync());
            Assert.Equal((50, 50), (counters[0].ClientsConnected, counters[1].ClientsConnected));
        });

        Run.AssertNothingWrong(result, 1600, 1600);
        var sys = await Task.WhenAll(first.ReadSysAsync(), second.ReadSysAsync());
        Assert.Equal((800, 800), (sys[0].PublishesReceived, sys[1].PublishesReceived));
    }

    [Fact]
    public async Task If_one_node_of_two_is_down_half_of_the_devices_fail()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(broker.Plain, 20, 200, 1) with
        {
            Endpoints = [broker.Plain, new Uri($"mqtt://127.0.0.1:{LoopbackPort.Closed()}")],
            DrainTime = TimeSpan.FromSeconds(1),
        };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal((10, 100, 100), (result.PeakOnline, result.Counters.Acked, result.Counters.Missed));
        Assert.Contains(result.Notes,
            note => note.StartsWith("10 of 20 devices never connected: ConnectionRefused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Devices_connect_from_the_local_addresses_of_the_plan()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8.");
        await using var broker = await Mosquitto.StartAsync();
        var plan = Run.Plan(broker.Plain, 30, 300, 0.5) with { LocalAddresses = ["127.0.0.2", "127.0.0.3", "127.0.0.4"] };

        Run.AssertNothingWrong(await Run.ToEndAsync(plan), 150, 150);

        foreach (var address in plan.LocalAddresses)
        {
            Assert.Equal(10, broker.CountLog($"New client connected from {address}:"));
        }
    }
}
