using System.Buffers;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <content>PUBLISH and PUBACK.</content>
internal sealed partial class DeviceConnection
{
    private string?[]? _aliases;

    private async ValueTask<MqttDisconnectReasonCode?> WaitAndPublishAsync(MqttPublishPacket packet, SemaphoreSlim inbound,
        CancellationToken cancellation)
    {
        if (!inbound.Wait(0, cancellation))
        {
            if (IsV5)
            {
                return MqttDisconnectReasonCode.ReceiveMaximumExceeded;
            }

            // What was acknowledged has to be on its way before more is taken.
            Channel.Flush();
            await inbound.WaitAsync(cancellation);
        }

        return Publish(packet, () => inbound.Release());
    }

    private ValueTask<MqttDisconnectReasonCode?> PublishAsync(MqttPublishPacket packet, CancellationToken cancellation) =>
        packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce && _inbound is not null
            && broker.Faults.Current.Latency > TimeSpan.Zero
            ? WaitAndPublishAsync(packet, _inbound, cancellation)
            : new(Publish(packet, null));

    private MqttDisconnectReasonCode? Publish(MqttPublishPacket packet, Action? answered)
    {
        var metrics = broker.Metrics.PublishIn;
        MqttDisconnectReasonCode? wrong =
            packet.QualityOfServiceLevel > MqttQualityOfServiceLevel.AtLeastOnce ? MqttDisconnectReasonCode.QoSNotSupported
            : !TryTakeAlias(packet) ? MqttDisconnectReasonCode.TopicAliasInvalid
            : null;
        if (wrong is not null)
        {
            metrics.ClientError.Add();
            return wrong;
        }

        var qos = (int)packet.QualityOfServiceLevel;
        var payload = packet.Payload.IsSingleSegment ? packet.Payload.First : packet.Payload.ToArray();
        var message = new Message(packet.Topic, payload, qos, packet.Retain)
        {
            ClientId = ClientId,
            ContentType = packet.ContentType,
            ResponseTopic = packet.ResponseTopic,
            CorrelationData = packet.CorrelationData,
            PayloadFormat = packet.PayloadFormatIndicator,
            UserProperties = packet.UserProperties,
            Expires = Expires(packet.MessageExpiryInterval),
        };
        var outcome = broker.Take(message, this, _allows ??= Allows, metrics, _scratch);
        if (qos == 1 && (outcome == PublishOutcome.Accepted || (IsV5 && outcome is PublishOutcome.Throttled or PublishOutcome.Denied)))
        {
            Answer(new MqttPubAckPacket { PacketIdentifier = packet.PacketIdentifier, ReasonCode = Reason(outcome) }, answered);
            return null;
        }

        // What is throttled is discarded, and the connection stays; MQTT 3.1.1 has no way to say so.
        answered?.Invoke();
        return outcome switch
        {
            PublishOutcome.Accepted or PublishOutcome.Throttled => null,
            PublishOutcome.Denied => MqttDisconnectReasonCode.NotAuthorized,
            PublishOutcome.TooLarge => MqttDisconnectReasonCode.QuotaExceeded,
            _ => MqttDisconnectReasonCode.TopicNameInvalid,
        };
    }

    private static MqttPubAckReasonCode Reason(PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.Denied => MqttPubAckReasonCode.NotAuthorized,
        PublishOutcome.Throttled => MqttPubAckReasonCode.QuotaExceeded,
        _ => MqttPubAckReasonCode.Success,
    };

    private Func<string, string, bool>? _allows;

    private bool Allows(string action, string topic) => (action == "iot:Publish" ? _mayPublish! : _mayRetain!).Allows(topic);

    private bool MayPublish(string topic, bool retain) => Allows("iot:Publish", topic) && (!retain || Allows("iot:RetainPublish", topic));

    private bool TryTakeAlias(MqttPublishPacket packet)
    {
        if (packet.TopicAlias == 0)
        {
            return true;
        }

        if (packet.TopicAlias > TopicAliases)
        {
            return false;
        }

        _aliases ??= new string?[TopicAliases + 1];
        if (string.IsNullOrEmpty(packet.Topic))
        {
            packet.Topic = _aliases[packet.TopicAlias];
            return packet.Topic is not null;
        }

        _aliases[packet.TopicAlias] = packet.Topic;
        return true;
    }
}
