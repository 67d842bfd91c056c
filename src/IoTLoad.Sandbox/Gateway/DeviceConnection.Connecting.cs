using System.Text;
using IoTLoad.Sandbox.Metrics;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <content>CONNECT and CONNACK.</content>
internal sealed partial class DeviceConnection
{
    private const ushort TopicAliases = 8;

    private readonly Dictionary<string, string> _context = new(StringComparer.Ordinal);

    /// <summary>Answers the CONNECT.</summary>
    /// <returns>False where the connection is refused; the answer, if there is one, is written.</returns>
    private async Task<bool> AcceptAsync(MqttConnectPacket connect, CancellationToken cancellation)
    {
        var assigned = string.IsNullOrEmpty(connect.ClientId);
        ClientId = assigned ? $"iotsandbox-{Guid.NewGuid():N}" : connect.ClientId;
        if (Refusal(connect) is var (refusal, count))
        {
            count.Add();
            Refuse(refusal);
            return false;
        }

        await broker.Faults.DelayAsync(broker.Clock, cancellation);
        var keepAlive = KeepAlive(connect.KeepAlivePeriod);
        _silence = TimeSpan.FromSeconds(keepAlive * 1.5);
        _heard = broker.Clock.GetTimestamp();
        _will = Will(connect);
        _willDelay = TimeSpan.FromSeconds(connect.WillDelayInterval);
        if (IsV5 && connect.ReceiveMaximum > 0)
        {
            Window = Math.Min(Window, connect.ReceiveMaximum);
        }

        if (IsV5 && connect.MaximumPacketSize > 0)
        {
            Channel.LargestForPeer = connect.MaximumPacketSize;
        }

        // MQTT 3.1.1 has no expiry: a session that is not clean is kept for as long as the account allows.
        var expiry = IsV5 ? Expiry(connect.SessionExpiryInterval) : connect.CleanSession ? TimeSpan.Zero : broker.Limits.SessionExpiry;
        roster.CancelWill(ClientId);
        _session = broker.Sessions.Open(this, ClientId, connect.CleanSession, expiry, Acknowledge, out var displaced);
        displaced?.Stop(MqttDisconnectReasonCode.SessionTakenOver);
        broker.Metrics.Connect.Success.Add();
        return true;

        void Acknowledge(bool present) => Channel.Write(new MqttConnAckPacket
        {
            ReasonCode = MqttConnectReasonCode.Success,
            IsSessionPresent = present,
            AssignedClientIdentifier = assigned ? ClientId : null,
            SessionExpiryInterval = (uint)expiry.TotalSeconds,
            ReceiveMaximum = (ushort)Math.Min(broker.Limits.InboundUnacknowledged ?? ushort.MaxValue, ushort.MaxValue),
            MaximumQoS = MqttQualityOfServiceLevel.AtLeastOnce,
            MaximumPacketSize = (uint)Largest,
            RetainAvailable = true,
            WildcardSubscriptionAvailable = true,
            SubscriptionIdentifiersAvailable = false,
            SharedSubscriptionAvailable = true,
            TopicAliasMaximum = TopicAliases,
            ServerKeepAlive = (ushort)keepAlive,
        });
    }

    /// <summary>Why a CONNECT is refused, and the series that counts it; null where it is not.</summary>
    private (MqttConnectReasonCode Reason, IMetricSeries Count)? Refusal(MqttConnectPacket connect)
    {
        var metrics = broker.Metrics.Connect;
        return principal is null ? (MqttConnectReasonCode.NotAuthorized, metrics.AuthError)

            // MQTT 3.1, which IoT Core does not speak ("Device communication protocols", AWS IoT Developer Guide).
            : Channel.Version == MqttProtocolVersion.V310
            ? (MqttConnectReasonCode.UnsupportedProtocolVersion, metrics.ClientError)

            // "$" is reserved (Quotas: "Restricted client ID prefix").
            : ClientId.StartsWith(Topics.Reserved, StringComparison.Ordinal)
                || Encoding.UTF8.GetByteCount(ClientId) > broker.Limits.ClientIdBytes
            ? (MqttConnectReasonCode.ClientIdentifierNotValid, metrics.ClientError)
            : FaultThrottles() || !roster.MayConnect() ? (MqttConnectReasonCode.QuotaExceeded, metrics.Throttle)
            : !roster.MayConnect(ClientId) ? (MqttConnectReasonCode.QuotaExceeded, broker.Metrics.ConnectClientIdThrottle)
            : connect.WillFlag && WillRefusal(connect) is { } will ? (will, metrics.ClientError)
            : !IsAllowed(connect) ? (MqttConnectReasonCode.NotAuthorized, metrics.AuthError)
            : !roster.TryAdd(this) ? (MqttConnectReasonCode.QuotaExceeded, metrics.Throttle)
            : null;
    }

    private bool IsAllowed(MqttConnectPacket connect)
    {
        _context["iot:ClientId"] = ClientId;
        _mayPublish = new AccessCache(principal!, broker.Account, "iot:Publish", _context);
        _mayRetain = new AccessCache(principal!, broker.Account, "iot:RetainPublish", _context);
        _mayReceive = new AccessCache(principal!, broker.Account, "iot:Receive", _context);
        return principal!.Allows("iot:Connect", broker.Account.Arn("iot", $"client/{ClientId}"), _context)
            && (!connect.WillFlag || MayPublish(connect.WillTopic, connect.WillRetain));
    }

    private MqttConnectReasonCode? WillRefusal(MqttConnectPacket connect) =>
        !Topics.IsTopic(connect.WillTopic) || connect.WillTopic.StartsWith(Topics.Reserved, StringComparison.Ordinal)
            || !broker.Limits.Allow(connect.WillTopic) ? MqttConnectReasonCode.TopicNameInvalid
        : connect.WillQoS == MqttQualityOfServiceLevel.ExactlyOnce ? MqttConnectReasonCode.QoSNotSupported
        : connect.WillMessage?.Length > broker.Limits.PayloadBytes ? MqttConnectReasonCode.QuotaExceeded
        : null;

    /// <summary>
    /// Says why, where the client's protocol can say it. For MQTT 3.1.1, AWS closes the connection without a CONNACK when a
    /// policy or a rate is the reason: "AWS IoT core will just stop responding without giving a reason" (a maintainer in issue
    /// 551 of aws/aws-iot-device-sdk-python-v2).
    /// </summary>
    private void Refuse(MqttConnectReasonCode reason)
    {
        if (IsV5)
        {
            Channel.Write(new MqttConnAckPacket
            {
                ReasonCode = reason,
                RetainAvailable = true,
                WildcardSubscriptionAvailable = true,
                SharedSubscriptionAvailable = true,
                MaximumQoS = MqttQualityOfServiceLevel.AtLeastOnce
            });
        }
        else if (reason == MqttConnectReasonCode.ClientIdentifierNotValid)
        {
            Channel.Write(new MqttConnAckPacket { ReturnCode = MqttConnectReturnCode.ConnectionRefusedIdentifierRejected });
        }
        else if (reason == MqttConnectReasonCode.UnsupportedProtocolVersion)
        {
            Channel.Write(new MqttConnAckPacket { ReturnCode = MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion });
        }
    }

    private int KeepAlive(int asked) =>
        broker.Limits.MaximumKeepAlive is { } most && (asked == 0 || asked > most) ? most
        : broker.Limits.MinimumKeepAlive is { } least && asked > 0 && asked < least ? least
        : asked;

    private TimeSpan Expiry(uint asked) => Shorter(TimeSpan.FromSeconds(asked), broker.Limits.SessionExpiry);

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private Message? Will(MqttConnectPacket connect) => !connect.WillFlag
        ? null
        : new Message(connect.WillTopic, connect.WillMessage ?? [], (int)connect.WillQoS, connect.WillRetain)
        {
            ClientId = ClientId,
            ContentType = connect.WillContentType,
            ResponseTopic = connect.WillResponseTopic,
            CorrelationData = connect.WillCorrelationData,
            PayloadFormat = connect.WillPayloadFormatIndicator,
            UserProperties = connect.WillUserProperties,
            Expires = Expires(connect.WillMessageExpiryInterval),
        };

    private DateTimeOffset? Expires(uint seconds) => seconds == 0 ? null : broker.Clock.GetUtcNow().AddSeconds(seconds);

    private bool FaultThrottles() => FaultSwitch.Draw(broker.Faults.Current.Throttle);
}
