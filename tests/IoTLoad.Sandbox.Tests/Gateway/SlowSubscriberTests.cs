using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Tests.Gateway;

/// <summary>An acknowledged message of QoS 1 is delivered, or counted as IoT Core counts what it discards.</summary>
public sealed class SlowSubscriberTests : IAsyncLifetime
{
    private static readonly SandboxAccount Account = new("123456789012", "eu-west-1");

    private readonly SlowClock _clock = new();
    private readonly MetricStore _metrics;
    private readonly RuleEngine _rules;

    public SlowSubscriberTests()
    {
        _metrics = new MetricStore(new FaultSwitch(), TimeSpan.Zero, TimeProvider.System);
        _rules = new RuleEngine(Account, new RecordingInvoker(), _metrics, TimeProvider.System);
    }

    [Fact]
    public async Task A_client_that_does_not_read_gets_every_message_once_it_reads()
    {
        const int Messages = 100;
        var broker = Broker(GatewayLimits.None);
        using var roster = new ConnectionRoster(broker);
        await using var client = new PipeClient(broker, roster, new RootPrincipal(Account));
        await client.SubscribeAsync("slow", "in/#");

        // 10 MB, more than the sandbox writes ahead for a client that does not read.
        for (var i = 0; i < Messages; i++)
        {
            broker.Republish($"in/{i}", new byte[100 * 1024], 1);
        }

        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"in/{i}"), (await client.TakeAsync(Messages))
            .Select(message => message.Topic));
        Assert.Equal((Messages, 0), (Sum("PublishOut.Success"), Sum("PublishOut.Throttle")));
    }

    [Fact]
    public async Task What_exceeds_the_queue_of_a_client_that_does_not_acknowledge_is_counted_as_throttled()
    {
        var broker = Broker(GatewayLimits.None with { OutboundUnacknowledged = 5, QueuedMessages = 10 });
        using var roster = new ConnectionRoster(broker);
        await using var client = new PipeClient(broker, roster, new RootPrincipal(Account));
        await client.SubscribeAsync("slow", "in/#");
        for (var i = 0; i < 100; i++)
        {
            broker.Republish($"in/{i}", new byte[10], 1);
        }

        Assert.Equal((5, 85), (Sum("PublishOut.Success"), Sum("PublishOut.Throttle")));
        Assert.Equal(Enumerable.Range(0, 15).Select(i => $"in/{i}"), (await client.TakeAsync(15)).Select(message => message.Topic));
        Assert.Equal(15, Sum("PublishOut.Success"));
    }

    [Fact]
    public async Task A_pause_between_taking_a_message_in_and_sending_it_out_does_not_count_against_the_rate()
    {
        var broker = Broker(GatewayLimits.None with { PublishesPerConnectionPerSecond = 1 });
        using var roster = new ConnectionRoster(broker);
        await using var client = new PipeClient(broker, roster, new RootPrincipal(Account));
        await client.SubscribeAsync("device", "own");

        // The machine is busy: 400 ms pass between one look at the clock and the next. The message is taken in at the second look.
        var start = _clock.Now;
        _clock.Step = TimeSpan.FromMilliseconds(400);
        await RoundTripAsync(client, 1);
        _clock.Step = TimeSpan.Zero;
        _clock.Now = start + TimeSpan.FromMilliseconds(1900).Ticks;
        await RoundTripAsync(client, 2);

        Assert.Equal((2, 2, 0), (Sum("PublishIn.Success"), Sum("PublishOut.Success"), Sum("PublishOut.Throttle")));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _rules.DisposeAsync();

    private static async Task RoundTripAsync(PipeClient client, ushort id)
    {
        await client.SendAsync(new MqttPublishPacket
        {
            Topic = "own",
            PacketIdentifier = id,
            QualityOfServiceLevel =
            MqttQualityOfServiceLevel.AtLeastOnce
        });
        var packets = new[] { await client.ReadAsync(), await client.ReadAsync() };
        var message = Assert.Single(packets.OfType<MqttPublishPacket>());
        Assert.Single(packets.OfType<MqttPubAckPacket>());
        await client.SendAsync(new MqttPubAckPacket { PacketIdentifier = message.PacketIdentifier });
    }

    private MessageBroker Broker(GatewayLimits limits) =>
        new(Account, limits, new GatewayMetrics(_metrics), _rules, new FaultSwitch(), _clock);

    private double Sum(string metric) => _metrics
        .Find(new MetricKey("AWS/IoT", metric, [("Protocol", "MQTT")]))
        .Read(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, TimeSpan.FromMinutes(1), DateTimeOffset.MaxValue)
        .Values.Sum(minute => minute.Sum);

    /// <summary>A clock that only moves when it is looked at, or told to.</summary>
    private sealed class SlowClock : TimeProvider
    {
        private long _now = 1_000_000;

        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public long Now
        {
            get => Interlocked.Read(ref _now);
            set => Interlocked.Exchange(ref _now, value);
        }

        public override long GetTimestamp() => Interlocked.Add(ref _now, Step.Ticks);
    }
}
