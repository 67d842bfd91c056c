using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>What a network or a broker at fault does to a result, whose sums hold in every case.</summary>
public sealed class FaultyNetworkTests
{
    private static readonly TrafficPlan Publishing = new() { Pattern = TrafficPattern.PublishOnly };

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public async Task Connections_that_are_cut_at_once_or_one_by_one_cost_what_was_out(int qos, bool atOnce)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new Proxy(broker.Plain);
        var test = LoadTest.Prepare(Quick(Run.Plan(proxy.Endpoint, 30, 300, 3, new TrafficPlan { QoS = qos })));

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 0.7);
            if (atOnce)
            {
                // Answers are held back for a moment, so that messages are out when the connections die.
                await proxy.CutAsync(TimeSpan.FromMilliseconds(150));
                return;
            }

            for (var cut = 0; cut < 30; cut++)
            {
                proxy.CutOne();
                await Task.Delay(30, TestContext.Current.CancellationToken);
            }
        });

        var counters = result.Counters;
        Assert.Equal((900, 900, 0, 0), (counters.Intended, counters.Published, counters.Failed, counters.Duplicates));
        Assert.Equal((60, 30, 0), (counters.Connected, counters.Disconnected, counters.ConnectFailed));
        Assert.Equal(30, result.Failures.Where(failure => failure.Kind == FailureKind.Disconnect).Sum(failure => failure.Count));
        Assert.True(!atOnce || counters.Unacked + counters.Lost > 0, Run.Text(result));
        await AgreesAsync(broker, result);
    }

    public static TheoryData<MqttVersion, bool, bool> Kept =>
        new MatrixTheoryData<MqttVersion, bool, bool>(Enum.GetValues<MqttVersion>(), [false, true], [false, true]);

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task A_broker_that_is_killed_costs_what_was_out_unless_both_sides_have_kept_the_session(
        MqttVersion version, bool persistent, bool clean)
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Persistent = persistent });
        var test = LoadTest.Prepare(Quick(Run.Plan(broker.Plain, 20, 200, 4)) with
        {
            Session = new SessionPlan { Version = version, CleanSession = clean },
        });

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 0.8);
            if (persistent)
            {
                await broker.SavesAsync();
            }

            // Stopped first, so that messages are out when it dies.
            broker.Stop();
            await Task.Delay(300, TestContext.Current.CancellationToken);
            await broker.KillAsync();
            await broker.RestartAsync();
        });

        var counters = result.Counters;
        Assert.True((counters.Intended, counters.Published, counters.Missed, counters.Disconnected) == (800, 800, 0, 20), Run.Text(result));
        Assert.True((counters.Connected, counters.Failed) == (40, 0), Run.Text(result));
        Assert.True(counters.Unacked == 0 == (persistent && !clean), Run.Text(result));
    }

    [Fact]
    public async Task A_network_that_swallows_packets_for_less_than_the_keep_alive_delays_them()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new Proxy(broker.Plain);

        var result = await SwallowAsync(proxy, keepAlive: 30, swallow: 2);

        Run.AssertNothingWrong(result, 1000, 1000);

        // Messages fall due 5 ms apart, so that one of them had to wait for nearly all of it.
        Assert.All([result.Ack, result.RoundTrip], latency => Assert.True(latency.Max >= 1900, latency.ToString()));
        await AgreesAsync(broker, result);
    }

    [Fact]
    public async Task A_network_that_swallows_packets_for_longer_than_the_keep_alive_costs_the_connections()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var proxy = new Proxy(broker.Plain);

        var result = await SwallowAsync(proxy, keepAlive: 1, swallow: 3.5);

        var counters = result.Counters;
        Assert.Equal((1000, 1000, 20), (counters.Intended, counters.Published, counters.Disconnected));
        Assert.Equal(("KeepAliveTimeout", 20),
            result.Failures.Where(each => each.Kind == FailureKind.Disconnect).Select(each => (each.Reason, each.Count)).Single());
        Assert.Equal(40, counters.Connected);
        Assert.True(counters.Unacked > 0 && !result.Passed, Run.Text(result));
        await AgreesAsync(broker, result);
    }

    [Fact]
    public async Task Devices_of_which_every_third_CONNECT_is_refused_are_all_online_in_the_end()
    {
        var refused = 0;
        await using var broker = new ScriptedBroker((connection, type, body) => type switch
        {
            PacketType.Connect when connection % 3 == 2 && Interlocked.Increment(ref refused) > 0 => [0x20, 2, 0, 3],
            PacketType.Connect => ScriptedBroker.Accept,
            PacketType.Publish => [0x40, 2, .. ScriptedBroker.IdOf(body)],
            _ => [],
        });

        var result = await Run.ToEndAsync(Quick(Run.Plan(broker.Endpoint, 30, 300, 2, Publishing)));

        var counters = result.Counters;
        Assert.InRange(refused, 10, 30);
        Assert.Equal((30, refused, 0), (counters.Connected, counters.ConnectFailed, counters.Disconnected));
        Assert.Equal((30, 600, 600), (result.PeakOnline, counters.Published, counters.Acked));
        var failure = Assert.Single(result.Failures);
        Assert.Equal((FailureKind.Connect, "ServerUnavailable", refused), (failure.Kind, failure.Reason, failure.Count));
    }

    [Fact]
    public async Task A_connection_that_ends_within_a_packet_is_counted_and_made_again()
    {
        var published = 0;
        await using var broker = new ScriptedBroker((connection, type, body) => type switch
        {
            PacketType.Connect => ScriptedBroker.Accept,
            PacketType.Publish when connection == 0 => Interlocked.Increment(ref published) == 1 ? [0x40, 2, 0] : null,
            PacketType.Publish => [0x40, 2, .. ScriptedBroker.IdOf(body)],
            _ => [],
        });

        var result = await Run.ToEndAsync(Quick(Run.Plan(broker.Endpoint, 1, 20, 1, Publishing)));

        Assert.Equal((20, 2, 1), (result.Counters.Published, result.Counters.Connected, result.Counters.Disconnected));
        Assert.InRange(result.Counters.Unacked, 2, 19);
        var failure = Assert.Single(result.Failures);
        Assert.Equal((FailureKind.Disconnect, "ClosedByPeer", 1), (failure.Kind, failure.Reason, failure.Count));
    }

    [Theory]
    [InlineData(MqttVersion.V311, 1)]
    [InlineData(MqttVersion.V500, 2)]
    public async Task Answers_that_are_damaged_at_random_end_connections_and_break_no_sum(MqttVersion version, int qos)
    {
        var random = new Random(15);
        await using var broker = new ScriptedBroker((_, type, body) => type switch
        {
            PacketType.Connect => version == MqttVersion.V500 ? ScriptedBroker.AcceptV5 : ScriptedBroker.Accept,
            PacketType.Publish => Damage([(byte)(qos == 1 ? 0x40 : 0x50), 2, .. ScriptedBroker.IdOf(body)]),
            PacketType.PubRel => Damage([0x70, 2, body[0], body[1]]),
            PacketType.PingReq => [0xD0, 0],
            _ => [],
        });
        var plan = Quick(Run.Plan(broker.Endpoint, 20, 1000, 3, Publishing with { QoS = qos })) with
        {
            Session = new SessionPlan { Version = version },
        };

        var result = await Run.ToEndAsync(plan);

        Run.Show(result);
        var counters = result.Counters;
        Assert.Equal(3000, counters.Intended);
        Assert.True(counters is { Acked: > 1000, Unacked: > 0, Disconnected: > 20 }, Run.Text(result));
        Assert.InRange(counters.Connected - counters.Disconnected, 0, 20);
        Assert.Equal(counters.Disconnected, result.Failures.Where(each => each.Kind == FailureKind.Disconnect).Sum(each => each.Count));
        Assert.Contains(result.Failures, failure => failure.Reason == "ProtocolError");

        byte[]? Damage(byte[] answer)
        {
            lock (random)
            {
                switch (random.Next(120))
                {
                    case 0:
                        return answer[..random.Next(1, answer.Length)];
                    case 1:
                        answer[random.Next(answer.Length)] ^= (byte)(1 << random.Next(8));
                        return answer;
                    case 2:
                        random.NextBytes(answer);
                        return answer;
                    case 3:
                        return [.. answer, .. answer];
                    case 4:
                        return null;
                    default:
                        return answer;
                }
            }
        }
    }

    [Fact]
    public async Task What_a_broker_drops_for_a_subscriber_slower_than_the_load_is_lost()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions
        {
            Verbose = false,
            Lines = ["max_inflight_messages 20", "max_queued_messages 50"],
        });

        // A message takes more than 100 bytes, so that a fifth of them can come through.
        await using var relay = new SlowRelay(broker.Plain.Port, TimeSpan.Zero, bytesPerSecond: 10_000);
        var traffic = new TrafficPlan { Pattern = TrafficPattern.FanIn, Subscribers = 1 };
        var plan = Run.Plan(new Uri($"mqtt://127.0.0.1:{relay.Port}"), 10, 500, 2, traffic) with
        {
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 100 },
            DrainTime = TimeSpan.FromSeconds(3),
        };

        var result = await Run.ToEndAsync(plan);

        Run.Show(result);
        var (counters, sys) = (result.Counters, await broker.ReadSysAsync());
        Assert.Equal((1000, 1000, 0), (counters.Published, counters.Acked, counters.Disconnected));
        Assert.InRange(counters.Lost, 300, 930);
        Assert.Equal((sys.PublishesDropped, sys.PublishesSent), (counters.Lost, counters.Received));
        Assert.False(result.Passed);
    }

    private static async Task<LoadResult> SwallowAsync(Proxy proxy, double keepAlive, double swallow)
    {
        var test = LoadTest.Prepare(Quick(Run.Plan(proxy.Endpoint, 20, 200, 5)) with
        {
            Session = new SessionPlan { KeepAlive = TimeSpan.FromSeconds(keepAlive) },
        });

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 0.7);
            await proxy.SwallowAsync(TimeSpan.FromSeconds(swallow));
        });

        Run.Show(result);
        return result;
    }

    private static LoadPlan Quick(LoadPlan plan) => plan with
    {
        Devices = plan.Devices with { ReconnectMinDelay = TimeSpan.FromMilliseconds(100) },
        DrainTime = TimeSpan.FromSeconds(2),
    };

    /// <summary>What was acknowledged had come to the broker, and what was received had left it, as its log says.</summary>
    private static async Task AgreesAsync(Mosquitto broker, LoadResult result)
    {
        await broker.LogsAsync("Received DISCONNECT from iotload-", result.PeakOnline);
        var counters = result.Counters;
        Assert.InRange(broker.CountLog("Received PUBLISH from iotload-"), counters.Acked, counters.Published);
        Assert.InRange(counters.Received, 1, broker.CountLog("Sending PUBLISH to iotload-"));
    }
}
