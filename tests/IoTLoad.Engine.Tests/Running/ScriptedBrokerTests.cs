using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;

namespace IoTLoad.Engine.Tests.Running;

/// <summary>Answers that no real broker gives at will.</summary>
public sealed class ScriptedBrokerTests
{
    private static readonly TrafficPlan Publishing = new() { Pattern = TrafficPattern.PublishOnly };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Messages_that_the_broker_refuses_are_counted_by_reason(int qos)
    {
        var number = 0;
        await using var broker = new ScriptedBroker((_, type, body) => type switch
        {
            PacketType.Connect => ScriptedBroker.AcceptV5,

            // Each second one is refused, the first half of those for a quota.
            PacketType.Publish => [(byte)(qos == 1 ? 0x40 : 0x50), 4, .. ScriptedBroker.IdOf(body),
                (byte)(number++ % 2 == 0 ? 0x10 : number < 50 ? 0x97 : 0x87), 0],
            PacketType.PubRel => [0x70, 2, body[0], body[1]],
            _ => [],
        });

        var result = await Run.ToEndAsync(Plan(broker, MqttVersion.V500, 100, Publishing with { QoS = qos }));

        Assert.Equal((100, 50, 50, 0), (result.Counters.Published, result.Counters.Acked, result.Counters.Failed, result.Counters.Unacked));
        Assert.Equal(["NotAuthorized 26", "QuotaExceeded 24"], result.Failures.Select(failure => $"{failure.Reason} {failure.Count}")
            .Order());
        Assert.All(result.Failures, failure => Assert.Equal(FailureKind.Publish, failure.Kind));
    }

    [Theory]
    [InlineData(new byte[] { 0xE0, 2, 0x8E, 0 }, "SessionTakenOver")]
    [InlineData(new byte[] { 0xE0, 2, 0x8B, 0 }, "ServerShuttingDown")]
    [InlineData(new byte[] { 0xE0, 2, 0x95, 0 }, "PacketTooLarge")]
    [InlineData(new byte[] { 0xE0, 2, 0x97, 0 }, "QuotaExceeded")]
    [InlineData(new byte[] { 0xE0, 2, 0xC5, 0 }, "Reason0xC5")]
    [InlineData(new byte[] { 0x10, 0 }, "ProtocolError")]
    [InlineData(new byte[] { 0x50, 0 }, "ProtocolError")]
    [InlineData(new byte[] { 0x40, 1, 0 }, "ProtocolError")]
    [InlineData(new byte[] { 0x30, 1, 0 }, "ProtocolError")]
    [InlineData(new byte[] { 0xD0, 0xFF, 0xFF, 0xFF, 0xFF, 1 }, "ProtocolError")]
    [InlineData(new byte[] { 0xE0, 3, 0x8E, 7, 1 }, "ProtocolError")]
    public async Task A_connection_that_the_broker_ends_is_counted_by_its_reason_and_made_again(byte[] last, string reason)
    {
        await using var broker = new ScriptedBroker((connection, type, body) => type switch
        {
            PacketType.Connect => ScriptedBroker.AcceptV5,
            PacketType.Publish when connection == 0 => last,
            PacketType.Publish => [0x40, 2, .. ScriptedBroker.IdOf(body)],
            _ => [],
        });

        var result = await Run.ToEndAsync(Plan(broker, MqttVersion.V500, 20, Publishing));

        Assert.Equal((20, 2, 1), (result.Counters.Published, result.Counters.Connected, result.Counters.Disconnected));
        Assert.Equal(20, result.Counters.Acked + result.Counters.Unacked);
        var failure = Assert.Single(result.Failures);
        Assert.Equal((FailureKind.Disconnect, reason, 1), (failure.Kind, failure.Reason, failure.Count));
    }

    [Fact]
    public async Task The_broker_s_keep_alive_goes_before_the_plan_s()
    {
        var pings = 0;
        await using var broker = new ScriptedBroker((_, type, body) => type switch
        {
            // Property 0x13, Server Keep Alive: one second.
            PacketType.Connect => [0x20, 6, 0, 0, 3, 0x13, 0, 1],
            PacketType.Publish => [0x40, 2, .. ScriptedBroker.IdOf(body)],
            PacketType.PingReq when Interlocked.Increment(ref pings) > 0 => [0xD0, 0],
            _ => [],
        });

        var plan = Run.Plan(broker.Endpoint, 1, 0.3, 3, Publishing) with { Session = new SessionPlan { Version = MqttVersion.V500 } };
        Run.AssertNothingWrong(await Run.ToEndAsync(plan), 1, 0);

        Assert.InRange(pings, 2, 4);
    }

    [Fact]
    public async Task A_broker_that_never_answers_a_subscription_is_a_fault_and_not_a_wait_for_ever()
    {
        await using var broker = new ScriptedBroker((_, type, _) => type == PacketType.Connect ? ScriptedBroker.Accept : []);
        var plan = Run.Plan(broker.Endpoint, 3, 10, 1) with { Session = new SessionPlan { ConnectTimeout = TimeSpan.FromSeconds(1) } };

        var error = await Assert.ThrowsAsync<LoadException>(() => Run.ToEndAsync(plan));

        Assert.Equal(("SubscribeTimeout", LoadErrorKind.ConnectionFailed), (error.ErrorId, error.Kind));
    }

    [Theory]
    [InlineData(MqttVersion.V311, 0x80)]
    [InlineData(MqttVersion.V500, 0x87)]
    public async Task A_subscription_that_is_refused_to_all_is_an_error(MqttVersion version, byte code)
    {
        var mqtt5 = version == MqttVersion.V500;
        await using var broker = new ScriptedBroker((_, type, _) => type switch
        {
            PacketType.Connect => mqtt5 ? ScriptedBroker.AcceptV5 : ScriptedBroker.Accept,
            PacketType.Subscribe => ScriptedBroker.SubAck(mqtt5, code),
            _ => [],
        });

        var error = await Assert.ThrowsAsync<LoadException>(() => Run.ToEndAsync(Plan(broker, version, 20, new TrafficPlan())));

        Assert.Equal(("SubscriptionRefused", LoadErrorKind.AuthenticationFailed), (error.ErrorId, error.Kind));
        Assert.Contains(PlanField.Topic, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MqttVersion.V500, new byte[] { 0x20, 2, 0, 1 }, "UnacceptableProtocolVersion")]
    [InlineData(MqttVersion.V311, new byte[] { 0x20, 2, 0, 1 }, "UnacceptableProtocolVersion")]
    [InlineData(MqttVersion.V311, new byte[] { 0x20, 2, 0, 2 }, "IdentifierRejected")]
    [InlineData(MqttVersion.V311, new byte[] { 0x20, 2, 0, 3 }, "ServerUnavailable")]
    [InlineData(MqttVersion.V311, new byte[] { 0x20, 2, 0, 4 }, "BadUserNameOrPassword")]
    [InlineData(MqttVersion.V311, new byte[] { 0x20, 2, 0, 5 }, "NotAuthorized")]
    [InlineData(MqttVersion.V500, new byte[] { 0x20, 3, 0, 0x89, 0 }, "ServerBusy")]
    [InlineData(MqttVersion.V500, new byte[] { 0x20, 3, 0, 0x9F, 0 }, "ConnectionRateExceeded")]
    [InlineData(MqttVersion.V500, new byte[] { 0x20, 3, 0, 0x97, 0 }, "QuotaExceeded")]
    [InlineData(MqttVersion.V500, new byte[] { 0x20, 1, 0 }, "ProtocolError")]
    [InlineData(MqttVersion.V311, new byte[] { 0x48, 0x54, 0x54, 0x50, 0x2F, 0x31 }, "ProtocolError")]
    [InlineData(MqttVersion.V311, null, "ClosedByPeer")]
    public async Task A_CONNECT_that_is_refused_says_why(MqttVersion version, byte[]? answer, string errorId)
    {
        await using var broker = new ScriptedBroker((_, _, _) => answer);

        var error = await Assert.ThrowsAsync<LoadException>(() => Run.ToEndAsync(Plan(broker, version, 20, Publishing)));

        Assert.Equal(errorId, error.ErrorId);
        Assert.NotEmpty(error.RecommendedAction);
    }

    [Fact]
    public async Task A_broker_that_accepts_and_says_nothing_is_a_timeout()
    {
        await using var broker = new ScriptedBroker((_, _, _) => []);
        var plan = Plan(broker, MqttVersion.V311, 20,
            Publishing) with
        { Session = new SessionPlan { ConnectTimeout = TimeSpan.FromSeconds(0.5) } };

        var error = await Assert.ThrowsAsync<LoadException>(() => Run.ToEndAsync(plan));

        Assert.Equal("Timeout", error.ErrorId);
    }

    [Fact]
    public async Task Acknowledgements_that_never_come_are_waited_for_as_long_as_the_plan_says_and_counted()
    {
        await using var broker = new ScriptedBroker((_, type, _) => type == PacketType.Connect ? ScriptedBroker.Accept : []);
        var plan = Plan(broker, MqttVersion.V311, 20,
            Publishing with { InFlightWindow = 15 }) with
        { DrainTime = TimeSpan.FromSeconds(0.3) };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal((20, 15, 5, 0, 15), (result.Counters.Intended, result.Counters.Published, result.Counters.Missed,
            result.Counters.Acked, result.Counters.Unacked));
    }

    [Fact]
    public async Task PUBREC_that_comes_twice_is_answered_twice_and_counted_once()
    {
        var releases = 0;
        await using var broker = new ScriptedBroker((_, type, body) => type switch
        {
            PacketType.Connect => ScriptedBroker.Accept,
            PacketType.Publish => [0x50, 2, .. ScriptedBroker.IdOf(body), 0x50, 2, .. ScriptedBroker.IdOf(body)],
            PacketType.PubRel => Interlocked.Increment(ref releases) % 2 == 1 ? [0x70, 2, body[0], body[1]] : [],
            _ => [],
        });

        var result = await Run.ToEndAsync(Plan(broker, MqttVersion.V311, 20, Publishing with { QoS = 2, InFlightWindow = 1 }));

        Run.AssertNothingWrong(result, 20, 0);
        Assert.Equal(40, releases);
    }

    [Fact]
    public async Task DISCONNECT_reaches_a_broker_that_is_still_sending()
    {
        var goodbyes = 0;
        var lateAnswers = new byte[20_000_000];
        for (var at = 0; at < lateAnswers.Length; at += 2)
        {
            lateAnswers[at] = 0xD0;
        }

        await using var broker = new ScriptedBroker((_, type, body) => type switch
        {
            PacketType.Connect => ScriptedBroker.Accept,
            PacketType.Publish => [0x40, 2, .. ScriptedBroker.IdOf(body), .. lateAnswers],
            PacketType.Disconnect when Interlocked.Increment(ref goodbyes) > 0 => [],
            _ => [],
        });

        Run.AssertNothingWrong(await Run.ToEndAsync(Run.Plan(broker.Endpoint, 1, 20, 0.05, Publishing)), 1, 0);

        Assert.Equal(1, goodbyes);
    }

    [Fact]
    public async Task Messages_of_others_are_foreign_and_disturb_nothing()
    {
        await using var broker = new ScriptedBroker((_, type, body) => type switch
        {
            PacketType.Connect => ScriptedBroker.Accept,
            PacketType.Subscribe => [.. ScriptedBroker.SubAck(false), 0x30, 6, 0, 1, (byte)'t', 1, 2, 3],
            PacketType.Publish => [0x40, 2, .. ScriptedBroker.IdOf(body), 0x32, (byte)body.Length, .. body],
            _ => [],
        });
        var plan = Plan(broker, MqttVersion.V311, 20,
            new TrafficPlan()) with
        { Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 60 } };

        var counters = (await Run.ToEndAsync(plan)).Counters;

        Assert.Equal((20, 20, 1, 0), (counters.Acked, counters.Received, counters.Foreign, counters.Lost));
    }

    [Fact]
    public async Task A_test_runs_once()
    {
        await using var broker = new ScriptedBroker((_, _, _) => null);
        var test = LoadTest.Prepare(Plan(broker, MqttVersion.V311, 1, Publishing));
        await Assert.ThrowsAsync<LoadException>(() => Run.ToEndAsync(test));

        var error = await Assert.ThrowsAsync<LoadException>(() => Run.ToEndAsync(test));

        Assert.Equal(("AlreadyRun", LoadErrorKind.InvalidState), (error.ErrorId, error.Kind));
    }

    private static LoadPlan Plan(ScriptedBroker broker, MqttVersion version, int messages, TrafficPlan traffic) =>
        Run.Plan(broker.Endpoint, 1, messages, 1, traffic) with
        {
            Session = new SessionPlan { Version = version },
            DrainTime = TimeSpan.FromSeconds(5)
        };
}
