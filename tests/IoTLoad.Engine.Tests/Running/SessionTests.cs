using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;
using MQTTnet;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>Keep-alive, last will, logins, and what MQTT 5 lets a broker ask for.</summary>
public sealed class SessionTests
{
    [Fact(DisableParallelization = true)]
    public async Task An_idle_device_pings_in_time()
    {
        await using var broker = await Mosquitto.StartAsync();
        var plan = Run.Plan(broker.Plain, 5, 0.2, 5) with { Session = new SessionPlan { KeepAlive = TimeSpan.FromSeconds(1) } };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal(0, result.Counters.Disconnected);
        Assert.InRange(broker.CountLog("Received PINGREQ from iotload-"), 15, 30);
    }

    [Theory(DisableParallelization = true)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_broker_that_goes_silent_is_noticed_however_much_is_sent_to_it(int qos)
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = qos };
        var test = LoadTest.Prepare(
            Run.Plan(broker.Plain, 10, 500, 6, traffic) with { Session = new SessionPlan { KeepAlive = TimeSpan.FromSeconds(1) } });

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 1);
            broker.Stop();
            await Task.Delay(4000, TestContext.Current.CancellationToken);
            broker.Continue();
        });

        Assert.Equal(10, result.Failures.Single(failure => failure.Reason == "KeepAliveTimeout").Count);
        Assert.Equal((10, 20), (result.Counters.Disconnected, result.Counters.Connected));
        Assert.Equal(3000, result.Counters.Published);
    }

    [Fact]
    public async Task The_last_will_is_published_for_a_device_that_vanishes_and_not_for_one_that_disconnects()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new Proxy(broker.Plain);
        await using var listener = await Listener.StartAsync(broker, "wills/#");
        var will = new WillPlan { Topic = "wills/{{device}}", Payload = "{{clientId}} is gone", QoS = 1 };
        var test = LoadTest.Prepare(Run.Plan(proxy.Endpoint, 5, 50, 3) with { Session = new SessionPlan { Will = will } });

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 1);
            await proxy.CutAsync(TimeSpan.Zero);
        });

        Assert.Equal((10, 5), (result.Counters.Connected, result.Counters.Disconnected));
        await broker.LogsAsync("Received DISCONNECT from iotload-", 5);
        await listener.WaitForAsync(5);
        Assert.Equal(
            Enumerable.Range(0, 5).Select(device => $"wills/{device} iotload-{test.Id}-{device} is gone"),
            listener.Messages.Select(each => $"{each.Message.Topic} {each.Message.ConvertPayloadToString()}").Order());
    }

    [Fact]
    public async Task Retained_messages_are_retained()
    {
        await using var broker = await Mosquitto.StartAsync();
        await Run.ToEndAsync(Run.Plan(broker.Plain, 3, 30, 1, new TrafficPlan { Retain = true, Topic = "kept/{{device}}" }));

        await using var listener = await Listener.StartAsync(broker, "kept/#");
        await listener.WaitForAsync(3);

        Assert.All(listener.Messages, each => Assert.True(each.Message.Retain));
    }

    [Theory]
    [InlineData(MqttVersion.V311, "right", null)]
    [InlineData(MqttVersion.V500, "right", null)]
    [InlineData(MqttVersion.V311, "wrong", "NotAuthorized")]
    [InlineData(MqttVersion.V500, "wrong", "NotAuthorized")]
    public async Task A_password_is_right_or_the_error_says_so(MqttVersion version, string password, string? errorId)
    {
        var users = new Dictionary<string, string> { ["device-0"] = "right", ["device-1"] = "right" };
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Users = users });
        var plan = Run.Plan(broker.Plain, 2, 20, 0.5) with
        {
            Session = new SessionPlan { Version = version, Username = "device-{{device}}", Password = password },
        };

        if (errorId is null)
        {
            Run.AssertNothingWrong(await Run.ToEndAsync(plan), 10, 10);
            return;
        }

        var error = await Assert.ThrowsAsync<LoadException>(() => Run.ToEndAsync(plan));
        Assert.Equal((errorId, LoadErrorKind.AuthenticationFailed), (error.ErrorId, error.Kind));
        Assert.Contains(PlanField.Password, error.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(password, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_whose_client_ID_another_client_takes_says_so_and_comes_back()
    {
        await using var broker = await Mosquitto.StartAsync();
        var plan = Run.Plan(broker.Plain, 2, 20, 2) with { Session = new SessionPlan { Version = MqttVersion.V500 } };
        var test = LoadTest.Prepare(plan with { Devices = plan.Devices with { ClientId = "taken-{{device}}" } });

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 0.5);
            using var other = new MqttClientFactory().CreateMqttClient();
            await other.ConnectAsync(
                new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", broker.Plain.Port).WithClientId("taken-0")
                    .Build(), TestContext.Current.CancellationToken);
            await other.DisconnectAsync(cancellationToken: TestContext.Current.CancellationToken);
        });

        // mosquitto 2.0 closes the old connection without a DISCONNECT that would say why.
        Assert.Contains(result.Failures, failure => failure is { Kind: FailureKind.Disconnect, Reason: "ClosedByPeer", Count: 1 });
        Assert.Equal((3, 1), (result.Counters.Connected, result.Counters.Disconnected));
    }

    [Theory]
    [InlineData("max_packet_size 300", 1, false, "PacketTooLarge")]
    [InlineData("max_qos 1", 2, false, "QoSNotSupported")]
    [InlineData("retain_available false", 1, true, "RetainNotSupported")]
    public async Task What_an_MQTT_5_broker_does_not_support_is_an_error_before_anything_is_sent(string line, int qos, bool retain,
        string errorId)
    {
        var options = line.StartsWith("max_qos", StringComparison.Ordinal)
            ? new MosquittoOptions { ListenerLines = [line] } : new MosquittoOptions { Lines = [line] };
        await using var broker = await Mosquitto.StartAsync(options);
        var plan = Run.Plan(broker.Plain, 3, 30, 1, new TrafficPlan { QoS = qos, Retain = retain }) with
        {
            Session = new SessionPlan { Version = MqttVersion.V500 },
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 400 },
        };

        var error = await Assert.ThrowsAsync<LoadException>(() => Run.ToEndAsync(plan));

        Assert.Equal((errorId, LoadErrorKind.InvalidInput), (error.ErrorId, error.Kind));
        Assert.Equal(0, broker.CountLog("Received PUBLISH"));
    }
}
