using System.Net;
using IoTLoad.Sandbox.Gateway;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Tests.Gateway;

public sealed class LimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Requests that IoT Core closes the connection for, and the reason that MQTT 5 is told.</summary>
    public static TheoryData<string, MqttClientDisconnectReason> Closing => new()
    {
        { "QoS 2", MqttClientDisconnectReason.QosNotSupported },
        { "subscribe QoS 2", MqttClientDisconnectReason.QosNotSupported },
        { "payload", MqttClientDisconnectReason.QuotaExceeded },
        { "large packet", MqttClientDisconnectReason.QuotaExceeded },
        { "slashes", MqttClientDisconnectReason.TopicNameInvalid },
        { "long topic", MqttClientDisconnectReason.TopicNameInvalid },
        { "subscribe slashes", MqttClientDisconnectReason.TopicFilterInvalid },
        { "subscribe long", MqttClientDisconnectReason.TopicFilterInvalid },
        { "subscribe nine", MqttClientDisconnectReason.QuotaExceeded },
        { "reserved", MqttClientDisconnectReason.TopicNameInvalid },
    };

    [Theory]
    [MemberData(nameof(Closing))]
    public async Task Exceeding_a_limit_closes_the_connection(string what, MqttClientDisconnectReason reason)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var client = await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500);
        var end = new Inbox(client);
        var old = await gateway.ConnectAsync("device-2");
        var oldEnd = new Inbox(old);

        // The client does not wait for an answer that never comes.
        var requests = Task.WhenAll(RequestAsync(client, what), RequestAsync(old, what));
        Assert.Equal(reason, await end.DisconnectedAsync());
        await oldEnd.DisconnectedAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => requests);
        Assert.Equal(2, gateway.Sum(what.StartsWith("subscribe", StringComparison.Ordinal)
            ? "Subscribe.ClientError" : "PublishIn.ClientError"));
    }

    [Fact]
    public async Task Values_just_within_the_limits_pass()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var client = await gateway.ConnectAsync("device-1");
        var topic = string.Join('/', Enumerable.Repeat(new string('a', 31), 7).Append(new string('b', 32)));
        Assert.Equal(256, topic.Length);
        var inbox = await Inbox.OfAsync(client, topic);

        await client.PublishBinaryAsync(topic, new byte[128 * 1024], MqttQualityOfServiceLevel.AtLeastOnce,
            cancellationToken: Cancellation);
        Assert.Equal(128 * 1024, (await inbox.NextAsync()).Payload.Length);
    }

    [Fact]
    public async Task The_fifty_first_subscription_is_refused_and_the_connection_closed()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var client = await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500);
        var end = new Inbox(client);
        for (var i = 0; i < 50; i += 5)
        {
            await client.SubscribeAsync(Filters(i, 5), Cancellation);
        }

        // One that is there already is no more.
        await client.SubscribeAsync(Filters(49, 1), Cancellation);
        var answer = await client.SubscribeAsync(Filters(50, 1), Cancellation);

        Assert.Equal(MqttClientSubscribeResultCode.QuotaExceeded, answer.Items.Single().ResultCode);
        Assert.Equal(MqttClientDisconnectReason.QuotaExceeded, await end.DisconnectedAsync());
    }

    [Fact]
    public async Task A_connection_that_publishes_too_fast_is_not_acknowledged_and_stays()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits { PublishesPerConnectionPerSecond = 10 });
        var client = await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500);
        var codes = new List<MqttClientPublishReasonCode>();
        for (var i = 0; i < 30; i++)
        {
            codes.Add((await client.PublishStringAsync("a", "b", MqttQualityOfServiceLevel.AtLeastOnce,
                cancellationToken: Cancellation)).ReasonCode);
        }

        var (accepted, throttled) = (codes.Count(code => code == MqttClientPublishReasonCode.Success),
            codes.Count(code => code == MqttClientPublishReasonCode.QuotaExceeded));
        Assert.Equal(30, accepted + throttled);
        Assert.InRange(accepted, 10, 29);
        Assert.Equal((accepted, throttled), (gateway.Sum("PublishIn.Success"), gateway.Sum("PublishIn.Throttle")));

        // MQTT 3.1.1 has no way to say so: there is no PUBACK.
        var old = await gateway.ConnectAsync("device-2");
        for (var i = 0; i < 10; i++)
        {
            await old.PublishStringAsync("a", "b", MqttQualityOfServiceLevel.AtMostOnce, cancellationToken: Cancellation);
        }

        var waiting = old.PublishStringAsync("a", "b", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);
        await old.PingAsync(Cancellation);
        Assert.False(waiting.IsCompleted);
        Assert.True(old.IsConnected);
    }

    [Fact]
    public async Task The_account_is_throttled_over_MQTT_and_HTTP()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits { InboundPublishesPerSecond = 20 });
        var client = await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500);
        using var http = gateway.Http(gateway.Device);
        for (var i = 0; i < 40; i++)
        {
            await client.PublishStringAsync("a", "b", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);
        }

        Assert.Equal(40, gateway.Sum("PublishIn.Success") + gateway.Sum("PublishIn.Throttle"));
        Assert.InRange(gateway.Sum("PublishIn.Throttle"), 1, 20);
        HttpStatusCode last;
        do
        {
            using var answer = await http.PostAsync("/topics/a?qos=1", new StringContent("b"), Cancellation);
            last = answer.StatusCode;
            Assert.True(last is HttpStatusCode.OK or HttpStatusCode.TooManyRequests);
        }
        while (last == HttpStatusCode.OK);

        Assert.Equal(1, gateway.Sum("PublishIn.Throttle", "HTTP"));
    }

    [Fact]
    public async Task Connects_past_the_rate_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits { ConnectsPerSecond = 2 });
        await gateway.ConnectAsync("device-1");
        var again = await gateway.Client().ConnectAsync(gateway.Options("device-1", MqttProtocolVersion.V500).Build(), Cancellation);
        Assert.Equal(MqttClientConnectResultCode.QuotaExceeded, again.ResultCode);
        Assert.Equal(1, gateway.Sum("Connect.ClientIDThrottle"));

        // TLS handshakes take their time, in which the bucket fills: so a few.
        var codes = new List<MqttClientConnectResultCode>();
        for (var i = 2; !codes.Contains(MqttClientConnectResultCode.QuotaExceeded); i++)
        {
            codes.AddRange(await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
                (await gateway.Client()
                    .ConnectAsync(gateway.Options($"device-{i}-{n}", MqttProtocolVersion.V500).Build(), Cancellation)).ResultCode)));
        }

        Assert.Equal(codes.Count(code => code == MqttClientConnectResultCode.QuotaExceeded), gateway.Sum("Connect.Throttle"));
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(async () =>
        {
            while (true)
            {
                await gateway.ConnectAsync("device-1");
            }
        });
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task A_client_ID_that_is_too_long_is_refused_by_name(MqttProtocolVersion version)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var answer = await gateway.Client().ConnectAsync(gateway.Options(new string('x', 129), version).Build(), Cancellation);
        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, answer.ResultCode);
        await gateway.ConnectAsync(new string('x', 128), version);
    }

    [Fact]
    public async Task A_subscriber_that_does_not_acknowledge_gets_a_window_of_messages()
    {
        await using var gateway = await TestGateway.StartAsync(GatewayLimits.None with { OutboundUnacknowledged = 3 });
        var slow = await gateway.ConnectAsync("slow", MqttProtocolVersion.V500);
        var received = new List<MqttApplicationMessageReceivedEventArgs>();
        var third = new TaskCompletionSource();
        var all = new TaskCompletionSource();
        slow.ApplicationMessageReceivedAsync += message =>
        {
            message.AutoAcknowledge = false;
            received.Add(message);
            (received.Count switch { 3 => third, 10 => all, _ => null })?.TrySetResult();
            return Task.CompletedTask;
        };
        await slow.SubscribeAsync("a", MqttQualityOfServiceLevel.AtLeastOnce, Cancellation);
        var fast = await gateway.ConnectAsync("fast");
        for (var i = 0; i < 10; i++)
        {
            await fast.PublishStringAsync("a", $"{i}", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);
        }

        await third.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await slow.PingAsync(Cancellation);
        Assert.Equal(3, received.Count);
        for (var i = 0; i < 10; i++)
        {
            while (received.Count == i)
            {
                await Task.Yield();
            }

            await received[i].AcknowledgeAsync(Cancellation);
        }

        await all.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), received.Select(message => Inbox.Text(message.ApplicationMessage)));
    }

    [Fact]
    public async Task A_switched_off_limit_does_not_exist()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = await gateway.ConnectAsync(new string('x', 200));
        var topic = string.Join('/', Enumerable.Repeat("level", 100));
        var inbox = await Inbox.OfAsync(client, topic);
        await client.PublishBinaryAsync(topic, new byte[300_000], MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);
        Assert.Equal(300_000, (await inbox.NextAsync()).Payload.Length);
    }

    private static MqttClientSubscribeOptions Filters(int from, int count,
        MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce)
    {
        var options = new MqttClientSubscribeOptions();
        options.TopicFilters.AddRange(Enumerable.Range(from, count)
            .Select(i => new MqttTopicFilter { Topic = $"filter/{i}", QualityOfServiceLevel = qos }));
        return options;
    }

    private static async Task RequestAsync(IMqttClient client, string what)
    {
        var seven = string.Join('/', Enumerable.Repeat("a", 9));
        var wide = new string('ä', 129);
        await (what switch
        {
            "QoS 2" => client.PublishStringAsync("a", "b", MqttQualityOfServiceLevel.ExactlyOnce, cancellationToken: Cancellation),
            "payload" => client.PublishBinaryAsync("a", new byte[(128 * 1024) + 1], MqttQualityOfServiceLevel.AtLeastOnce,
                cancellationToken: Cancellation),
            "large packet" => client.PublishBinaryAsync("a", new byte[1_000_000], MqttQualityOfServiceLevel.AtLeastOnce,
                cancellationToken: Cancellation),
            "slashes" => client.PublishStringAsync(seven, "b", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation),
            "long topic" => client.PublishStringAsync(wide, "b", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation),
            "reserved" => client.PublishStringAsync("$aws/things/a/shadow/update", "{}", MqttQualityOfServiceLevel.AtLeastOnce,
                cancellationToken: Cancellation),
            "subscribe QoS 2" => (Task)client.SubscribeAsync(Filters(0, 1, MqttQualityOfServiceLevel.ExactlyOnce), Cancellation),
            "subscribe slashes" => client.SubscribeAsync(seven, cancellationToken: Cancellation),
            "subscribe long" => client.SubscribeAsync(wide, cancellationToken: Cancellation),
            "subscribe nine" => client.SubscribeAsync(Filters(0, 9), Cancellation),
            _ => throw new ArgumentException(what, nameof(what)),
        });
    }
}
