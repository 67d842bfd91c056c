using IoTLoad.Sandbox.Messaging;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <content>SUBSCRIBE and UNSUBSCRIBE.</content>
internal sealed partial class DeviceConnection
{
    private MqttDisconnectReasonCode? Subscribe(MqttSubscribePacket packet)
    {
        var (limits, metrics) = (_broker.Limits, _broker.Metrics.Subscribe);
        if (packet.SubscriptionIdentifier != 0)
        {
            metrics.ClientError.Add();
            return MqttDisconnectReasonCode.SubscriptionIdentifiersNotSupported;
        }

        if (packet.TopicFilters.Count > limits.SubscriptionsPerRequest)
        {
            metrics.ClientError.Add();
            return MqttDisconnectReasonCode.QuotaExceeded;
        }

        if (packet.TopicFilters.Any(filter => filter.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce))
        {
            metrics.ClientError.Add();
            return MqttDisconnectReasonCode.QoSNotSupported;
        }

        if (packet.TopicFilters.Any(filter => !limits.Allow(Topics.Share(filter.Topic).Filter)))
        {
            metrics.ClientError.Add();
            return MqttDisconnectReasonCode.TopicFilterInvalid;
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
        var metrics = _broker.Metrics.Subscribe;
        var (group, inner) = Topics.Share(filter.Topic);

        // No other reserved topics here would ever carry a message: it is better to be told.
        if (!Topics.IsFilter(inner) || group?.Length == 0
            || (inner.StartsWith(Topics.Reserved, StringComparison.Ordinal) && !DeviceRequests.MayAnswer(inner)))
        {
            metrics.ClientError.Add();
            return MqttSubscribeReasonCode.TopicFilterInvalid;
        }

        if (!_principal!.Allows("iot:Subscribe", _broker.Account.Arn("iot", $"topicfilter/{inner}"), _context))
        {
            metrics.AuthError.Add();
            return MqttSubscribeReasonCode.NotAuthorized;
        }

        if (FaultThrottles())
        {
            metrics.Throttle.Add();
            return MqttSubscribeReasonCode.UnspecifiedError;
        }

        if (session.SubscriptionCount >= _broker.Limits.SubscriptionsPerConnection && !session.IsSubscribed(filter.Topic))
        {
            metrics.ClientError.Add();
            return MqttSubscribeReasonCode.QuotaExceeded;
        }

        var qos = Math.Min((int)filter.QualityOfServiceLevel, 1);
        var subscription = new Subscription(session, inner, group, qos, filter.NoLocal, filter.RetainAsPublished);
        var before = session.Subscribe(filter.Topic, subscription);
        if (before is not null)
        {
            _broker.Index.Remove(before);
        }

        _broker.Index.Add(subscription);
        metrics.Success.Add();
        granted.Add((filter, subscription, before is not null));
        return (MqttSubscribeReasonCode)qos;
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
            && _broker.Retained.Find(subscription.Filter) is { } entry)
        {
            subscription.Session.Deliver(entry.Message, Math.Min(entry.Message.QoS, subscription.QoS), retain: true,
                _broker.Clock.GetTimestamp(), this);
        }
    }

    private MqttDisconnectReasonCode? Unsubscribe(MqttUnsubscribePacket packet)
    {
        var codes = new List<MqttUnsubscribeReasonCode>(packet.TopicFilters.Count);
        foreach (var filter in packet.TopicFilters)
        {
            if (_session!.Unsubscribe(filter) is { } subscription)
            {
                _broker.Index.Remove(subscription);
            }

            codes.Add(MqttUnsubscribeReasonCode.Success);
        }

        Answer(new MqttUnsubAckPacket { PacketIdentifier = packet.PacketIdentifier, ReasonCodes = codes });
        return null;
    }
}
