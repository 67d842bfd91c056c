using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>What a broker grants less of than the plan asks for, what it sends unasked, and how it ends a connection.</summary>
public sealed class GrantTests
{
    private static readonly TrafficPlan Publishing = new() { Pattern = TrafficPattern.PublishOnly };

    [Theory]
    [InlineData(new byte[] { 0x21, 0, 5 }, "accepts 5 unacknowledged messages")]
    [InlineData(new byte[] { 0x11, 0, 0, 0, 60 }, "keeps sessions for 60 s instead of the 3600 s")]
    [InlineData(new byte[] { 0x13, 0, 9 }, "asked for a keep-alive of 9 s instead of 30 s")]
    [InlineData(new byte[] { 0x12, 0, 1, (byte)'x' }, "client IDs of its own")]
    public async Task Less_than_the_plan_asks_for_is_noted(byte[] properties, string note)
    {
        await using var broker = new ScriptedBroker((_, type, body) => type switch
        {
            PacketType.Connect => ConnAck(false, properties),
            PacketType.Publish => [0x40, 2, .. ScriptedBroker.IdOf(body)],
            _ => [],
        });

        var result = await Run.ToEndAsync(Plan(broker, 5, Publishing, persistent: true));

        Assert.Single(result.Notes, text => text.Contains(note, StringComparison.Ordinal));
        Assert.Equal((5, true), (result.Counters.Acked, result.Passed));
    }

    [Theory]
    [InlineData(0x28, "+", "WildcardNotSupported")]
    [InlineData(0x28, "#", "WildcardNotSupported")]
    [InlineData(0x2A, "$share/group/t", "SharedSubscriptionNotSupported")]
    public async Task A_subscription_that_the_broker_does_not_support_is_an_error(byte property, string filter, string errorId)
    {
        await using var broker = new ScriptedBroker((_, type, _) => type == PacketType.Connect ? ConnAck(false, property, 0) : []);
        var traffic = new TrafficPlan { Pattern = TrafficPattern.FanIn, Subscribers = 1, Topic = "t", SubscribeFilter = filter };
        var result = await Run.ToEndAsync(Plan(broker, 5, traffic) with { DrainTime = TimeSpan.Zero });

        Assert.Contains(result.Failures, failure => failure.Kind == FailureKind.Connect && failure.Reason == errorId);
    }

    [Fact]
    public async Task A_subscription_of_a_lower_QoS_is_noted()
    {
        await using var broker = new ScriptedBroker((_, type, body) => type switch
        {
            PacketType.Connect => ScriptedBroker.AcceptV5,
            PacketType.Subscribe => ScriptedBroker.SubAck(true, 0),
            PacketType.Publish => [0x40, 2, .. ScriptedBroker.IdOf(body)],
            _ => [],
        });

        var result = await Run.ToEndAsync(Plan(broker, 5, new TrafficPlan()) with { DrainTime = TimeSpan.Zero });

        Assert.Single(result.Notes, text => text.Contains("granted subscriptions QoS 0 instead of 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_device_whose_subscription_is_refused_has_not_connected()
    {
        var refused = new HashSet<int>();
        await using var broker = new ScriptedBroker((connection, type, body) =>
        {
            switch (type)
            {
                case PacketType.Connect:
                    lock (refused)
                    {
                        _ = body.AsSpan().EndsWith("-1"u8) && refused.Add(connection);
                    }

                    return ScriptedBroker.AcceptV5;
                case PacketType.Subscribe:
                    lock (refused)
                    {
                        return ScriptedBroker.SubAck(true, refused.Contains(connection) ? (byte)0x87 : (byte)1);
                    }

                case PacketType.Publish:
                    return [0x40, 2, .. ScriptedBroker.IdOf(body)];
                default:
                    return [];
            }
        });
        var plan = Run.Plan(broker.Endpoint, 2, 10, 1) with
        {
            Session = new SessionPlan { Version = MqttVersion.V500 },
            DrainTime = TimeSpan.Zero,
        };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal((1, 0, 1), (result.Counters.Connected, result.Counters.Disconnected, result.PeakOnline));
        Assert.True(result.Counters.ConnectFailed >= 1, Run.Text(result));
        var failure = Assert.Single(result.Failures);
        Assert.Equal((FailureKind.Subscribe, "NotAuthorized", result.Counters.ConnectFailed),
            (failure.Kind, failure.Reason, failure.Count));
    }

    [Fact]
    public async Task A_message_that_was_not_asked_for_is_acknowledged_and_foreign()
    {
        var answers = new List<PacketType>();
        await using var broker = new ScriptedBroker((_, type, body) =>
        {
            lock (answers)
            {
                answers.Add(type);
            }

            return type switch
            {
                PacketType.Connect =>
                [
                    .. ScriptedBroker.Accept, 0x30, 4, 0, 1, (byte)'t', 1, 0x32, 6, 0, 1, (byte)'t', 0, 7, 1, 0x34, 6, 0, 1, (byte)'t', 0,
                    8, 1,
                ],
                PacketType.Publish => [0x40, 2, .. ScriptedBroker.IdOf(body)],
                PacketType.PubRec => [0x62, 2, 0, 8],
                _ => [],
            };
        });
        var plan = Plan(broker, 5, Publishing) with { Session = new SessionPlan() };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal((3, 5, 1, 0),
            (result.Counters.Foreign, result.Counters.Acked, result.Counters.Connected, result.Counters.Disconnected));
        Assert.Single(result.Notes, note => note.Contains("counted as Foreign", StringComparison.Ordinal));
        Assert.True(result.Passed, Run.Text(result));
        PacketType[] expected = [PacketType.PubAck, PacketType.PubRec, PacketType.PubComp];
        Assert.All(expected, type => Assert.Contains(type, answers));
    }

    [Fact]
    public async Task No_more_messages_are_out_than_the_broker_takes_at_once()
    {
        await using var broker = new ScriptedBroker((_, type, _) => type == PacketType.Connect ? ConnAck(false, 0x21, 0, 5) : []);

        var result = await Run.ToEndAsync(Plan(broker, 50, Publishing with { InFlightWindow = 20 }) with { DrainTime = TimeSpan.Zero });

        Assert.Equal((5, 45, 5), (result.Counters.Published, result.Counters.Missed, result.Counters.Unacked));
    }

    [Fact]
    public async Task What_is_sent_again_after_a_reconnect_fits_the_window_that_the_broker_lowered()
    {
        var published = 0;
        var withheld = new Queue<byte[]>();
        var most = 0;
        await using var broker = new ScriptedBroker((connection, type, body) =>
        {
            switch (type)
            {
                case PacketType.Connect:
                    return connection == 0 ? ConnAck(false, 0x21, 0, 20) : ConnAck(true, 0x21, 0, 5);
                case PacketType.Publish when connection == 0:
                    return ++published == 20 ? null : [];
                case PacketType.Publish:
                    withheld.Enqueue(ScriptedBroker.IdOf(body));
                    most = Math.Max(most, withheld.Count);
                    return [];
                case PacketType.PingReq:
                    byte[] answer = [0xD0, 0, .. withheld.SelectMany(id => new byte[] { 0x40, 2, id[0], id[1] })];
                    withheld.Clear();
                    return answer;
                default:
                    return [];
            }
        });
        var plan = Plan(broker, 25, Publishing with { InFlightWindow = 20 },
            persistent: true) with
        { DrainTime = TimeSpan.FromSeconds(20) };

        var result = await Run.ToEndAsync(plan with { Session = plan.Session with { KeepAlive = TimeSpan.FromSeconds(1) } });

        Assert.Equal(5, most);
        Assert.Equal((25, 0, 1), (result.Counters.Acked, result.Counters.Unacked, result.Counters.Disconnected));
    }

    [Fact]
    public async Task An_acknowledgement_that_comes_late_completes_no_other_message()
    {
        byte[]? first = null;
        await using var broker = new ScriptedBroker((_, type, body) =>
        {
            if (type != PacketType.Publish)
            {
                return type == PacketType.Connect ? ScriptedBroker.Accept : [];
            }

            // The second message gets the acknowledgement of the first once more.
            first ??= ScriptedBroker.IdOf(body);
            return [0x40, 2, .. first];
        });
        var plan = Plan(broker, 2, Publishing with { InFlightWindow = 1 }) with
        {
            Session = new SessionPlan(),
            DrainTime = TimeSpan.FromSeconds(0.3)
        };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal((2, 1, 1), (result.Counters.Published, result.Counters.Acked, result.Counters.Unacked));
    }

    [Fact]
    public async Task What_waits_when_the_broker_disconnects_is_sent_over_the_next_connection()
    {
        var received = new int[2];
        var ids = new List<byte>();
        await using var broker = new ScriptedBroker((connection, type, body) =>
        {
            if (type != PacketType.Publish)
            {
                return type == PacketType.Connect ? ScriptedBroker.AcceptV5 : [];
            }

            if (Interlocked.Increment(ref received[Math.Min(1, connection)]) == 5 && connection == 0)
            {
                // Room for five more, and the end, in one go.
                Thread.Sleep(500);
                return [.. ids, 0x40, 2, .. ScriptedBroker.IdOf(body), 0xE0, 11, 0x97, 9, 0x1F, 0, 6, .. "enough"u8];
            }

            if (connection > 0)
            {
                return [0x40, 2, .. ScriptedBroker.IdOf(body)];
            }

            ids.AddRange([0x40, 2, .. ScriptedBroker.IdOf(body)]);
            return [];
        });

        var result = await Run.ToEndAsync(Plan(broker, 40, Publishing with { InFlightWindow = 5 }));

        Assert.Equal((5, 35), (received[0], received[1]));
        Assert.Equal((40, 0, 1), (result.Counters.Acked, result.Counters.Unacked, result.Counters.Disconnected));
        Assert.Contains("(\"enough\")", Assert.Single(result.Failures).Example, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_ends_at_its_first_message_is_made_again_less_and_less_often()
    {
        var connections = 0;
        await using var broker = new ScriptedBroker((_, type, _) => type switch
        {
            PacketType.Connect when Interlocked.Increment(ref connections) > 0 => ScriptedBroker.AcceptV5,
            PacketType.Publish => [0xE0, 2, 0x97, 0],
            _ => [],
        });
        var plan = Plan(broker, 300, Publishing) with
        {
            Stages = [new LoadStage(100, 100, TimeSpan.FromSeconds(3))],
            DrainTime = TimeSpan.Zero
        };

        await Run.ToEndAsync(plan with
        {
            Devices = plan.Devices with { ReconnectMinDelay = TimeSpan.FromMilliseconds(20), ReconnectMaxDelay = TimeSpan.FromSeconds(10) },
        });

        // At the shortest delay there would be more than a hundred.
        Assert.InRange(connections, 2, 40);
    }

    private static byte[] ConnAck(bool sessionPresent, params byte[] properties) =>
        [0x20, (byte)(3 + properties.Length), sessionPresent ? (byte)1 : (byte)0, 0, (byte)properties.Length, .. properties];

    private static LoadPlan Plan(ScriptedBroker broker, int messages, TrafficPlan traffic, bool persistent = false) =>
        Run.Plan(broker.Endpoint, 1, messages, 1, traffic) with
        {
            Session = new SessionPlan { Version = MqttVersion.V500, CleanSession = !persistent },
            DrainTime = TimeSpan.FromSeconds(5),
        };
}
