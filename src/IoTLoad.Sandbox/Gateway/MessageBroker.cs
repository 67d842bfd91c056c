using IoTLoad.Sandbox.Rules;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>Takes messages in within the account's limits, and gives them to retained messages, rules and subscribers.</summary>
/// <remarks>
/// The sessions are the sandbox's own, on MQTTnet's packets, and not those of MQTTnet.Server: that walks all sessions for each
/// message (issue 2174 of dotnet/MQTTnet), sends without regard to how much is unacknowledged, does not let a publish go
/// without an acknowledgement, and never lets a session expire; all of which IoT Core does otherwise.
/// </remarks>
internal sealed class MessageBroker(
    SandboxAccount account, GatewayLimits limits, GatewayMetrics metrics, RuleEngine rules, FaultSwitch faults, TimeProvider clock)
{
    private readonly SharedBucket _inbound = new(limits.InboundPublishesPerSecond, clock, limits.BurstSeconds);
    private readonly SharedBucket _outbound = new(limits.OutboundPublishesPerSecond, clock, limits.BurstSeconds);
    private readonly TaskScheduler _keyMaking = new ConcurrentExclusiveSchedulerPair(
        TaskScheduler.Default, Math.Max(1, Environment.ProcessorCount / 2)).ConcurrentScheduler;

    public SandboxAccount Account => account;
    public GatewayLimits Limits => limits;

    /// <summary>What is counted.</summary>
    public GatewayMetrics Metrics => metrics;

    public FaultSwitch Faults => faults;
    public TimeProvider Clock => clock;

    /// <summary>Who is subscribed.</summary>
    public SubscriptionIndex Index => Sessions.Index;

    public RetainedMessages Retained { get; } = new(clock);
    public SessionStore Sessions { get; } = new(limits, metrics, clock);

    /// <summary>Answers requests of devices; null answers none.</summary>
    public DeviceRequests? Requests { get; set; }

    /// <summary>Publishes to subscribers and rules what a rule selected.</summary>
    /// <exception cref="RefusedException">The topic cannot be published to, or the payload is too large.</exception>
    public void Republish(string topic, ReadOnlyMemory<byte> payload, int qos)
    {
        if (!Topics.IsTopic(topic) || topic.StartsWith(Topics.Reserved, StringComparison.Ordinal) || !Limits.Allow(topic))
        {
            throw new RefusedException(400, "InvalidRequestException", $"'{topic}' is not a topic that the sandbox can publish to.");
        }

        RefusedException.ThrowIf(
            payload.Length > Limits.PayloadBytes, 413, "RequestEntityTooLargeException", "The payload is larger than allowed.");
        Route(new Message(topic, payload, qos, Retain: false), null, [], Clock.GetTimestamp());
    }

    /// <summary>Publishes to subscribers and rules what IoT Core itself has to say, on a reserved topic.</summary>
    public void Announce(string topic, ReadOnlyMemory<byte> payload) =>
        Route(new Message(topic, payload, 0, Retain: false), null, [], Clock.GetTimestamp());

    /// <summary>Takes a client's message, if the limits and its policies allow it.</summary>
    /// <param name="publisher">The connection that it came by; null for HTTP and last wills.</param>
    /// <param name="allows">Whether policies allow an action, <c>iot:Publish</c> or <c>iot:RetainPublish</c>, on the topic.</param>
    /// <param name="scratch">An empty list, empty again afterwards, that finding the subscribers uses.</param>
    public PublishOutcome Take(
        Message message, DeviceConnection? publisher, Func<string, string, bool> allows, RequestMetrics counts, List<Subscription> scratch)
    {
        // One time for all limits: a pause between taking a message in and sending it out must not let the one pass and not the other,
        // for then a message that was acknowledged would be lost.
        var now = Clock.GetTimestamp();
        var outcome = Judge(message, publisher, allows, now, out var ingest);
        var count = outcome switch
        {
            PublishOutcome.Accepted => counts.Success,
            PublishOutcome.Throttled => counts.Throttle,
            PublishOutcome.Denied => counts.AuthError,
            _ => counts.ClientError,
        };
        count.Add();
        if (outcome != PublishOutcome.Accepted)
        {
            return outcome;
        }

        if (ingest is { } direct)
        {
            rules.Ingest(direct.Rule, new RuleMessage(direct.Topic, message.Payload, message.ClientId, Clock.GetUtcNow()));
        }
        else if (message.Topic.StartsWith(Topics.Reserved, StringComparison.Ordinal))
        {
            // Making a key takes a tenth of a second of a core: what else there is to do does not wait for that.
            _ = Task.Factory.StartNew(() => Respond(message), CancellationToken.None, TaskCreationOptions.None, _keyMaking);
        }
        else
        {
            Route(message, publisher, scratch, now);
        }

        return outcome;
    }

    private void Respond(Message request)
    {
        var (topic, payload) = Requests!.Answer(request.Topic, request.Payload);
        var found = new List<Subscription>();
        Index.Match(topic, found);
        found.RemoveAll(subscription => subscription.Session.ClientId != request.ClientId);
        KeepBest(found);
        Send(new Message(topic, payload, 1, Retain: false), null, found, Clock.GetTimestamp());
    }

    /// <summary>Whether one more message may go out to a subscriber now.</summary>
    public bool MaySend(long now) => _outbound.TryTake(now);

    private PublishOutcome Judge(
        Message message, DeviceConnection? publisher, Func<string, string, bool> allows, long now, out (string Rule, string Topic)? ingest)
    {
        var topic = message.Topic;
        var isReserved = topic?.StartsWith(Topics.Reserved, StringComparison.Ordinal) == true;
        ingest = isReserved ? Topics.Ingest(topic!) : null;

        // A retained message cannot be published to a reserved topic ("MQTT retained messages", AWS IoT Developer Guide).
        var isRequest = isReserved && publisher is not null && Requests?.Serves(topic!) == true;
        return !Topics.IsTopic(topic) || (isReserved && (message.Retain || !(ingest is not null || isRequest))) ? PublishOutcome.BadTopic
            : !Limits.Allow(ingest?.Topic ?? topic) ? PublishOutcome.LongTopic
            : message.Payload.Length > Limits.PayloadBytes ? PublishOutcome.TooLarge
            : !allows("iot:Publish", topic) || (message.Retain && !allows("iot:RetainPublish", topic)) ? PublishOutcome.Denied
            : publisher?.MayPublish(now) == false || FaultSwitch.Draw(Faults.Current.Throttle) || !_inbound.TryTake(now)
            ? PublishOutcome.Throttled
            : PublishOutcome.Accepted;
    }

    private void Route(Message message, DeviceConnection? publisher, List<Subscription> found, long now)
    {
        if (message.Retain)
        {
            Retained.Keep(message);
        }

        if (rules.IsActive)
        {
            rules.Process(new RuleMessage(message.Topic, message.Payload, message.ClientId, Clock.GetUtcNow()));
        }

        if (Index.Match(message.Topic, found) && found.Count > 1)
        {
            KeepBest(found);
        }

        Send(message, publisher, found, now);
    }

    private static void Send(Message message, DeviceConnection? publisher, List<Subscription> found, long now)
    {
        foreach (var subscription in found)
        {
            if (subscription.NoLocal && subscription.Session.ClientId == message.ClientId)
            {
                continue;
            }

            subscription.Session.Deliver(
                message, Math.Min(message.QoS, subscription.QoS), message.Retain && subscription.RetainAsPublished, now, publisher);
        }

        found.Clear();
    }

    /// <summary>Leaves each session once, by its subscription with the highest QoS (MQTT 3.1.1, section 3.3.5).</summary>
    private static void KeepBest(List<Subscription> found)
    {
        var best = new Dictionary<DeviceSession, Subscription>(found.Count);
        foreach (var subscription in found)
        {
            if (!best.TryGetValue(subscription.Session, out var other) || subscription.QoS > other.QoS)
            {
                best[subscription.Session] = subscription;
            }
        }

        found.Clear();
        found.AddRange(best.Values);
    }
}
