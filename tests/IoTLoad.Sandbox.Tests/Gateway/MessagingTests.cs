using IoTLoad.Sandbox.Gateway;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Tests.Gateway;

public sealed class MessagingTests
{
    private const MqttQualityOfServiceLevel QoS1 = MqttQualityOfServiceLevel.AtLeastOnce;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_retained_message_comes_to_an_exact_filter_and_not_to_a_wildcard()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = await gateway.ConnectAsync("device-1");
        await client.PublishStringAsync("state/1", "on", QoS1, retain: true, Cancellation);

        var exact = await gateway.ConnectAsync("exact");
        var message = await (await Inbox.OfAsync(exact, "state/1")).NextAsync();
        Assert.Equal(("on", true), (Inbox.Text(message), message.Retain));

        var wild = await gateway.ConnectAsync("wild");
        var inbox = await Inbox.OfAsync(wild, "state/+");
        await client.PublishStringAsync("state/1", "", QoS1, retain: true, Cancellation);
        var live = await inbox.NextAsync();
        Assert.Equal(("", false), (Inbox.Text(live), live.Retain));

        // The empty message has removed it.
        var late = await gateway.ConnectAsync("late");
        var lateInbox = await Inbox.OfAsync(late, "state/1");
        await late.PingAsync(Cancellation);
        Assert.True(lateInbox.IsEmpty);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task A_persistent_session_keeps_its_subscriptions_and_messages(MqttProtocolVersion version)
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = await gateway.ConnectAsync("device-1", version, configure: Persistent);
        await client.SubscribeAsync("a/#", QoS1, Cancellation);
        await client.DisconnectAsync(cancellationToken: Cancellation);

        var other = await gateway.ConnectAsync("device-2");
        for (var i = 0; i < 3; i++)
        {
            await other.PublishStringAsync($"a/{i}", $"{i}", QoS1, cancellationToken: Cancellation);
        }

        await other.PublishStringAsync("a/0", "QoS 0 is not stored", cancellationToken: Cancellation);
        await other.PingAsync(Cancellation);
        var back = gateway.Client();
        var inbox = new Inbox(back);
        var options = gateway.Options("device-1", version);
        Persistent(options);
        Assert.True((await back.ConnectAsync(options.Build(), Cancellation)).IsSessionPresent);
        Assert.Equal(["0", "1", "2"], [await inbox.NextTextAsync(), await inbox.NextTextAsync(), await inbox.NextTextAsync()]);
        await other.PublishStringAsync("a/3", "3", QoS1, cancellationToken: Cancellation);
        Assert.Equal("3", await inbox.NextTextAsync());

        // A clean session ends it.
        await back.DisconnectAsync(cancellationToken: Cancellation);
        var clean = gateway.Client();
        Assert.False((await clean.ConnectAsync(gateway.Options("device-1", version).Build(), Cancellation)).IsSessionPresent);

        static void Persistent(MqttClientOptionsBuilder options) => options.WithCleanSession(false).WithSessionExpiryInterval(600);
    }

    [Fact]
    public async Task Stored_messages_come_ten_a_second()
    {
        await using var gateway = await TestGateway.StartAsync(GatewayLimits.None with { StoredMessagesPerSecond = 10 });
        var client = await gateway.ConnectAsync("device-1", configure: options => options.WithCleanSession(false));
        await client.SubscribeAsync("a", QoS1, Cancellation);
        await client.DisconnectAsync(cancellationToken: Cancellation);
        var other = await gateway.ConnectAsync("device-2");
        for (var i = 0; i < 25; i++)
        {
            await other.PublishStringAsync("a", $"{i}", QoS1, cancellationToken: Cancellation);
        }

        var back = gateway.Client();
        var inbox = new Inbox(back);
        await back.ConnectAsync(gateway.Options("device-1").WithCleanSession(false).Build(), Cancellation);
        for (var i = 0; i < 25; i++)
        {
            Assert.Equal($"{i}", await inbox.NextTextAsync());
        }
    }

    [Fact]
    public async Task What_was_not_acknowledged_is_sent_again_after_a_reconnect()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = await gateway.ConnectAsync("device-1", configure: options => options.WithCleanSession(false));
        var first = new TaskCompletionSource();
        client.ApplicationMessageReceivedAsync += message =>
        {
            message.AutoAcknowledge = false;
            first.TrySetResult();
            return Task.CompletedTask;
        };
        await client.SubscribeAsync("a", QoS1, Cancellation);
        var other = await gateway.ConnectAsync("device-2");
        await other.PublishStringAsync("a", "again", QoS1, cancellationToken: Cancellation);
        await first.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await client.DisconnectAsync(cancellationToken: Cancellation);

        var back = gateway.Client();
        var inbox = new Inbox(back);
        await back.ConnectAsync(gateway.Options("device-1").WithCleanSession(false).Build(), Cancellation);
        var message = await inbox.NextAsync();
        Assert.Equal(("again", false), (Inbox.Text(message), message.Dup));
    }

    [Fact]
    public async Task The_last_will_of_a_client_that_vanishes_is_published()
    {
        await using var gateway = await TestGateway.StartAsync();
        var watcher = await gateway.ConnectAsync("watcher");
        var inbox = await Inbox.OfAsync(watcher, "will/+");
        var polite = await gateway.ConnectAsync("polite", configure: options => options.WithWillTopic("will/polite")
            .WithWillPayload("gone"));
        var rude = await gateway.ConnectAsync("rude", configure: options => options.WithWillTopic("will/rude").WithWillPayload("gone"));

        await polite.DisconnectAsync(cancellationToken: Cancellation);
        rude.Dispose();

        Assert.Equal("will/rude", (await inbox.NextAsync()).Topic);
        Assert.True(inbox.IsEmpty);
    }

    [Fact]
    public async Task A_policy_decides_about_publish_receive_and_subscribe()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits(), TestGateway.PolicyAllowing(
            ("iot:Connect", "*"), ("iot:Publish", "topic/up/*"), ("iot:Subscribe", "topicfilter/*"), ("iot:Receive", "topic/down/*")));
        var client = await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500);
        var inbox = await Inbox.OfAsync(client, "down/a");
        await client.SubscribeAsync("up/a", QoS1, Cancellation);

        Assert.Equal(MqttClientPublishReasonCode.Success,
            (await client.PublishStringAsync("up/a", "1", QoS1, cancellationToken: Cancellation)).ReasonCode);
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized,
            (await client.PublishStringAsync("down/a", "1", QoS1, cancellationToken: Cancellation)).ReasonCode);
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized,
            (await client.PublishStringAsync("up/a", "1", QoS1, retain: true, Cancellation)).ReasonCode);
        Assert.Equal((1.0, 2.0, 1.0),
            (gateway.Sum("PublishIn.Success"), gateway.Sum("PublishIn.AuthError"), gateway.Sum("PublishOut.AuthError")));
        gateway.Gateway.Broker.Republish("down/a", "2"u8.ToArray(), 1);
        Assert.Equal("2", await inbox.NextTextAsync());

        // MQTT 3.1.1 cannot be told, and is disconnected.
        var old = await gateway.ConnectAsync("device-2");
        var end = new Inbox(old);
        var publishing = old.PublishStringAsync("down/a", "1", QoS1, cancellationToken: Cancellation);
        await end.DisconnectedAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => publishing);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311, MqttClientSubscribeResultCode.UnspecifiedError)]
    [InlineData(MqttProtocolVersion.V500, MqttClientSubscribeResultCode.NotAuthorized)]
    public async Task A_subscription_that_the_policy_does_not_allow_is_refused_by_itself(MqttProtocolVersion version,
        MqttClientSubscribeResultCode code)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits(), TestGateway.PolicyAllowing(
            ("iot:Connect", "*"), ("iot:Subscribe", "topicfilter/mine/*")));
        var client = await gateway.ConnectAsync("device-1", version);
        var options = new MqttClientSubscribeOptions
        {
            TopicFilters =
            [new MqttTopicFilter { Topic = "mine/+" }, new MqttTopicFilter { Topic = "other/+" }]
        };

        var answer = await client.SubscribeAsync(options, Cancellation);

        Assert.Equal([MqttClientSubscribeResultCode.GrantedQoS0, code], answer.Items.Select(item => item.ResultCode));
        Assert.Equal((1.0, 1.0), (gateway.Sum("Subscribe.Success"), gateway.Sum("Subscribe.AuthError")));
        await client.PingAsync(Cancellation);
    }

    [Fact]
    public async Task A_message_that_has_expired_is_neither_retained_nor_stored()
    {
        await using var gateway = await TestGateway.StartAsync();
        var away = await gateway.ConnectAsync("away", configure: options => options.WithCleanSession(false));
        await away.SubscribeAsync("a", QoS1, Cancellation);
        await away.DisconnectAsync(cancellationToken: Cancellation);
        var client = await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500);
        var message = new MqttApplicationMessageBuilder().WithTopic("a").WithPayload("old").WithQualityOfServiceLevel(QoS1)
            .WithRetainFlag().WithMessageExpiryInterval(1).Build();
        await client.PublishAsync(message, Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1.1), Cancellation);
        await client.PublishStringAsync("a", "new", QoS1, cancellationToken: Cancellation);

        var back = gateway.Client();
        var inbox = new Inbox(back);
        await back.ConnectAsync(gateway.Options("away").WithCleanSession(false).Build(), Cancellation);
        Assert.Equal("new", await inbox.NextTextAsync());
        await back.SubscribeAsync("a", QoS1, Cancellation);
        await back.PingAsync(Cancellation);
        Assert.True(inbox.IsEmpty);
    }

    [Fact]
    public async Task A_shared_subscription_gives_each_message_to_one_member()
    {
        await using var gateway = await TestGateway.StartAsync();
        var one = await gateway.ConnectAsync("one");
        var two = await gateway.ConnectAsync("two");
        var all = await gateway.ConnectAsync("all");
        var (inboxOne, inboxTwo) = (await Inbox.OfAsync(one, "$share/group/a/+"), await Inbox.OfAsync(two, "$share/group/a/+"));
        var inboxAll = await Inbox.OfAsync(all, "a/#");
        for (var i = 0; i < 4; i++)
        {
            await all.PublishStringAsync("a/b", $"{i}", QoS1, cancellationToken: Cancellation);
        }

        var shared = new[] { await inboxOne.NextTextAsync(), await inboxOne.NextTextAsync(), await inboxTwo.NextTextAsync(),
            await inboxTwo.NextTextAsync() };
        Assert.Equal(["0", "1", "2", "3"], shared.Order());
        Assert.Equal(["0", "1", "2", "3"], [await inboxAll.NextTextAsync(), await inboxAll.NextTextAsync(),
            await inboxAll.NextTextAsync(), await inboxAll.NextTextAsync()]);
    }

    [Fact]
    public async Task Overlapping_subscriptions_bring_a_message_once_with_the_higher_QoS()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = await gateway.ConnectAsync("device-1");
        var inbox = await Inbox.OfAsync(client, "a/+", MqttQualityOfServiceLevel.AtMostOnce);
        await client.SubscribeAsync("a/#", QoS1, Cancellation);
        await client.PublishStringAsync("a/b", "once", QoS1, cancellationToken: Cancellation);
        Assert.Equal(QoS1, (await inbox.NextAsync()).QualityOfServiceLevel);
        await client.PingAsync(Cancellation);
        Assert.True(inbox.IsEmpty);
    }

    [Fact]
    public async Task MQTT_5_properties_and_topic_aliases_arrive()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500);
        var inbox = await Inbox.OfAsync(client, "a/b");
        var message = new MqttApplicationMessageBuilder().WithTopic("a/b").WithPayload("1").WithQualityOfServiceLevel(QoS1)
            .WithTopicAlias(3).WithContentType("text/plain").WithResponseTopic("c").WithCorrelationData([1, 2])
                .WithUserProperty("key", "value"u8.ToArray()).WithMessageExpiryInterval(60).Build();
        await client.PublishAsync(message, Cancellation);
        message.Topic = null;
        await client.PublishAsync(message, Cancellation);

        for (var i = 0; i < 2; i++)
        {
            var got = await inbox.NextAsync();
            Assert.Equal(
                ("a/b", "text/plain", "c", "key", (byte)2, 0),
                (got.Topic, got.ContentType, got.ResponseTopic, got.UserProperties.Single().Name, got.CorrelationData[1], got.TopicAlias));
            Assert.InRange(got.MessageExpiryInterval, 1u, 60u);
        }
    }
}
