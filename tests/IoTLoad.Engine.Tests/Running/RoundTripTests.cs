using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

[TestClass(DisableParallelization = true)]
public sealed class RoundTripTests
{
    [Theory]
    [InlineData("mqtts")]
    [InlineData("wss")]
    public async Task A_thousand_devices_with_client_certificates_lose_nothing_and_the_broker_counts_the_same(string scheme)
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var seconds = int.Parse(
            Environment.GetEnvironmentVariable("IOTLOAD_TEST_SECONDS") ?? "10", System.Globalization.CultureInfo.InvariantCulture);
        var plan = Run.Plan(scheme == "wss"
            ? broker.MutualSecureWebSocket : broker.MutualTls, 1000, 5000, seconds) with
        { Tls = Run.MutualTls(broker) };

        var result = await Run.ToEndAsync(plan);

        Run.Show(result);
        var messages = 5000 * seconds;
        Run.AssertNothingWrong(result, messages, messages);
        Assert.Equal(1000, result.PeakOnline);
        var sys = await broker.ReadSysAsync();
        Assert.Equal((messages, 0), (sys.PublishesReceived, sys.PublishesDropped));
        if (scheme == "mqtts")
        {
            Assert.Equal(messages, sys.PublishesSent);
            return;
        }

        // mosquitto 2.0 does not count the messages that it sends over WebSocket, but their payloads' bytes. What it sent to
        // readers of these counters is in that too, and is less than one message of the test.
        Assert.InRange(sys.Number("publish/bytes/sent") - result.Counters.ReceivedBytes, 0, result.Counters.ReceivedBytes / messages);
    }

    public static TheoryData<TrafficPattern, int, MqttVersion> Patterns => new MatrixTheoryData<TrafficPattern, int, MqttVersion>(
        Enum.GetValues<TrafficPattern>(), [0, 1, 2], Enum.GetValues<MqttVersion>());

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task Every_pattern_QoS_and_version_is_accounted_for_as_the_broker_s_log_says(TrafficPattern pattern, int qos,
        MqttVersion version)
    {
        await using var broker = await Mosquitto.StartAsync();
        var plan = Run.Plan(broker.Plain, 100, 2500, 0.4,
            new TrafficPlan { Pattern = pattern, QoS = qos, Subscribers = 3, Publishers = 4 }) with
        {
            Session = new SessionPlan { Version = version },
        };

        var result = await Run.ToEndAsync(plan);

        var receipts = pattern switch { TrafficPattern.PublishOnly => 0, TrafficPattern.FanIn => 3000, _ => 1000 };
        Run.AssertNothingWrong(result, 1000, receipts);
        Assert.Equal(plan.Connections, result.Counters.Connected);

        // By its log, since mosquitto 2.0's $SYS counters of received messages leave those of QoS 2 out.
        await broker.LogsAsync("Received DISCONNECT from iotload-", plan.Connections);
        Assert.Equal((1000, receipts), (broker.CountLog("Received PUBLISH from iotload-"), broker.CountLog("Sending PUBLISH to iotload-")));
    }

    [Fact]
    public async Task A_broadcast_reaches_every_device()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var traffic = new TrafficPlan { Pattern = TrafficPattern.Downlink, Publishers = 20, BroadcastTopic = "loadtest/{{run}}/all" };

        var result = await Run.ToEndAsync(Run.Plan(broker.Plain, 1000, 50, 2, traffic));

        Run.Show(result);
        Run.AssertNothingWrong(result, 100, 100_000);
        var sys = await broker.ReadSysAsync();
        Assert.Equal((100, 100_000), (sys.PublishesReceived, sys.PublishesSent));
    }

    [Theory]
    [InlineData(TrackingMode.UserProperty, PayloadKind.Fixed)]
    [InlineData(TrackingMode.UserProperty, PayloadKind.Reference)]
    [InlineData(TrackingMode.Payload, PayloadKind.Fixed)]
    public async Task A_payload_of_any_kind_is_tracked(TrackingMode tracking, PayloadKind kind)
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(broker.Plain, 10, 500, 1) with
        {
            Session = new SessionPlan { Version = MqttVersion.V500 },
            Payload = new PayloadPlan { Kind = kind, Size = 40_000, Tracking = tracking },
        };

        var result = await Run.ToEndAsync(plan);

        Run.AssertNothingWrong(result, 500, 500);
        Assert.Equal(result.Counters.PublishedBytes, result.Counters.ReceivedBytes);
        Assert.Equal(kind == PayloadKind.Fixed ? 500 * 40_000 : result.Counters.PublishedBytes, result.Counters.PublishedBytes);
    }

    [Fact]
    public async Task Without_tracking_receipts_are_counted_and_the_result_says_what_is_not_measured()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = Run.Plan(broker.Plain, 10, 500,
            1) with
        { Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 10, Tracking = TrackingMode.None } };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal((500, 500, 0), (result.Counters.Acked, result.Counters.Received, result.Counters.Lost));
        Assert.Contains(result.Notes, note => note.Contains("no tracking token", StringComparison.Ordinal));
    }
}
