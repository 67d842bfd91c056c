using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <content>SUBSCRIBE and UNSUBSCRIBE.</content>
internal sealed partial class DeviceConnection
{
    private MqttDisconnectReasonCode? Subscribe(MqttSubscribePacket packet)
    {
        var (limits, metrics) = (broker.Limits, broker.Metrics.Subscribe);
        MqttDisconnectReasonCode? wrong = packet switch
        {
            { SubscriptionIdentifier: not 0 } => MqttDisconnectReasonCode.SubscriptionIdentifiersNotSupported,
            _ when packet.TopicFilters.Count > limits.SubscriptionsPerRequest => MqttDisconnectReasonCode.QuotaExceeded,
            _ when packet.TopicFilters.Any(filter => filter.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce) =>
                MqttDisconnectReasonCode.QoSNotSupported,
            _ when packet.TopicFilters.Any(filter => !limits.Allow(Topics.Share(filter.Topic).Filter)) =>
                MqttDisconnectReasonCode.TopicFilterInvalid,
            _ => null,
        };
        if (wrong is not null)
        {
            metrics.ClientError.Add();
            return wrong;
        }

        var full = false;
        var granted = new List<(MqttTopicFilter Filter, Subscription Subscription, bool Renewed)>();
        var codes = new List<MqttSubscribeReasonCode>(packet.TopicFilters.Count);
        foreach (var filter in packet.TopicFilters)
        {
            var code = Grant(filter, granted);
            full |= code == MqttSubscribeReasonCode.QuotaExceeded;
            codes.Add(IsV5 || code <= MqttSubscribeReasonCode.GrantedQoS1 ? code : MqttSubscribeReasonCode.UnspecifiedError);
        }

        Answer(new MqttSubAckPacket { PacketIdentifier = packet.PacketIdentifier, ReasonCodes = codes });
        foreach (var (filter, subscription, renewed) in granted)
        {
            SendRetained(filter, subscription, renewed);
        }

        return full ? MqttDisconnectReasonCode.QuotaExceeded : null;
    }

    private MqttSubscribeReasonCode Grant(MqttTopicFilter filter, List<(MqttTopicFilter, Subscription, bool)> granted)
    {
        var session = _session!;
        var metrics = broker.Metrics.Subscribe;
        var (group, inner) = Topics.Share(filter.Topic);
        var qos = Math.Min((int)filter.QualityOfServiceLevel, 1);

        // No other reserved topics here would ever carry a message: it is better to be told.
        var isPointless = inner.StartsWith(Topics.Reserved, StringComparison.Ordinal) && !DeviceRequests.MayAnswer(inner);
        var (code, count) = !Topics.IsFilter(inner) || group?.Length == 0 || isPointless
            ? (MqttSubscribeReasonCode.TopicFilterInvalid, metrics.ClientError)
            : !principal!.Allows("iot:Subscribe", broker.Account.Arn("iot", $"topicfilter/{inner}"), _context)
            ? (MqttSubscribeReasonCode.NotAuthorized, metrics.AuthError)
            : FaultThrottles() ? (MqttSubscribeReasonCode.UnspecifiedError, metrics.Throttle)
            : session.Subscriptions.Count >= broker.Limits.SubscriptionsPerConnection
                && !session.Subscriptions.ContainsKey(filter.Topic) ? (MqttSubscribeReasonCode.QuotaExceeded, metrics.ClientError)
            : ((MqttSubscribeReasonCode)qos, metrics.Success);
        count.Add();
        if (code > MqttSubscribeReasonCode.GrantedQoS1)
        {
            return code;
        }

        var subscription = new Subscription(session, inner, group, qos, filter.NoLocal, filter.RetainAsPublished);
        var before = session.Subscribe(filter.Topic, subscription);
        if (before is not null)
        {
            broker.Index.Remove(before);
        }

        broker.Index.Add(subscription);
        granted.Add((filter, subscription, before is not null));
        return code;
    }

    /// <summary>
    /// Sends what is retained. "To receive a retained message upon subscription, the topic filter in the subscription request must
    /// match the retained message topic exactly" ("MQTT retained messages", AWS IoT Developer Guide).
    /// </summary>
    private void SendRetained(MqttTopicFilter filter, Subscription subscription, bool renewed)
    {
        var wanted = filter.RetainHandling switch
        {
            MqttRetainHandling.DoNotSendOnSubscribe => false,
            MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly => !renewed,
            _ => true,
        };
        if (wanted && subscription.Group is null && !Topics.HasWildcards(subscription.Filter)
            && broker.Retained.Find(subscription.Filter) is { } entry)
        {
            subscription.Session.Deliver(entry.Message, Math.Min(entry.Message.QoS, subscription.QoS), retain: true,
                broker.Clock.GetTimestamp(), this);
        }
    }

    private void Unsubscribe(MqttUnsubscribePacket packet)
    {
        foreach (var filter in packet.TopicFilters)
        {
            if (_session!.Subscriptions.TryRemove(filter, out var subscription))
            {
                broker.Index.Remove(subscription);
            }
        }

        List<MqttUnsubscribeReasonCode> codes = [.. packet.TopicFilters.Select(_ => MqttUnsubscribeReasonCode.Success)];
        Answer(new MqttUnsubAckPacket { PacketIdentifier = packet.PacketIdentifier, ReasonCodes = codes });
    }
}
