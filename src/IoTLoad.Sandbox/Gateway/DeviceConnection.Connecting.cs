using System.Text;
using IoTLoad.Sandbox.Messaging;
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
        if (Refusal(connect) is { } refusal)
        {
            Refuse(refusal);
            return false;
        }

        if (_broker.Faults.Current.Latency is { } latency && latency > TimeSpan.Zero)
        {
            await Task.Delay(latency, _broker.Clock, cancellation);
        }

        var keepAlive = KeepAlive(connect.KeepAlivePeriod);
        _silence = TimeSpan.FromSeconds(keepAlive * 1.5);
        _heard = _broker.Clock.GetTimestamp();
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
        var expiry = IsV5 ? Expiry(connect.SessionExpiryInterval) : connect.CleanSession ? TimeSpan.Zero : _broker.Limits.SessionExpiry;
        _roster.CancelWill(ClientId);
        _session = _broker.Sessions.Open(this, ClientId, connect.CleanSession, expiry, Acknowledge, out var displaced);
        displaced?.Stop(MqttDisconnectReasonCode.SessionTakenOver);
        _broker.Metrics.Connect.Success.Add();
        return true;

        void Acknowledge(bool present) => Channel.Write(new MqttConnAckPacket
        {
            ReasonCode = MqttConnectReasonCode.Success,
            IsSessionPresent = present,
            AssignedClientIdentifier = assigned ? ClientId : null,
            SessionExpiryInterval = (uint)expiry.TotalSeconds,
            ReceiveMaximum = (ushort)Math.Min(_broker.Limits.InboundUnacknowledged ?? ushort.MaxValue, ushort.MaxValue),
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

    private MqttConnectReasonCode? Refusal(MqttConnectPacket connect)
    {
        var metrics = _broker.Metrics;
        if (_principal is null)
        {
            metrics.Connect.AuthError.Add();
            return MqttConnectReasonCode.NotAuthorized;
        }

        // MQTT 3.1, which IoT Core does not speak ("Device communication protocols", AWS IoT Developer Guide).
        if (Channel.Version == MqttProtocolVersion.V310)
        {
            metrics.Connect.ClientError.Add();
            return MqttConnectReasonCode.UnsupportedProtocolVersion;
        }

        // "$" is reserved (Quotas: "Restricted client ID prefix").
        if (ClientId.StartsWith(Topics.Reserved, StringComparison.Ordinal)
            || Encoding.UTF8.GetByteCount(ClientId) > _broker.Limits.ClientIdBytes)
        {
            metrics.Connect.ClientError.Add();
            return MqttConnectReasonCode.ClientIdentifierNotValid;
        }

        if (FaultThrottles() || !_roster.MayConnect())
        {
            metrics.Connect.Throttle.Add();
            return MqttConnectReasonCode.QuotaExceeded;
        }

        if (!_roster.MayConnect(ClientId))
        {
            metrics.ConnectClientIdThrottle.Add();
            return MqttConnectReasonCode.QuotaExceeded;
        }

        if (connect.WillFlag && WillRefusal(connect) is { } refusal)
        {
            metrics.Connect.ClientError.Add();
            return refusal;
        }

        _context["iot:ClientId"] = ClientId;
        _mayPublish = new AccessCache(_principal, _broker.Account, "iot:Publish", _context);
        _mayRetain = new AccessCache(_principal, _broker.Account, "iot:RetainPublish", _context);
        _mayReceive = new AccessCache(_principal, _broker.Account, "iot:Receive", _context);
        var allowed = _principal.Allows("iot:Connect", _broker.Account.Arn("iot", $"client/{ClientId}"), _context)
            && (!connect.WillFlag || MayPublish(connect.WillTopic, connect.WillRetain));
        if (!allowed)
        {
            metrics.Connect.AuthError.Add();
            return MqttConnectReasonCode.NotAuthorized;
        }

        if (!_roster.TryAdd(this))
        {
            metrics.Connect.Throttle.Add();
            return MqttConnectReasonCode.QuotaExceeded;
        }

        return null;
    }

    private MqttConnectReasonCode? WillRefusal(MqttConnectPacket connect)
    {
        if (!Topics.IsTopic(connect.WillTopic) || connect.WillTopic.StartsWith(Topics.Reserved, StringComparison.Ordinal)
            || !_broker.Limits.Allow(connect.WillTopic))
        {
            return MqttConnectReasonCode.TopicNameInvalid;
        }

        if (connect.WillQoS == MqttQualityOfServiceLevel.ExactlyOnce)
        {
            return MqttConnectReasonCode.QoSNotSupported;
        }

        return connect.WillMessage?.Length > _broker.Limits.PayloadBytes ? MqttConnectReasonCode.QuotaExceeded : null;
    }

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

    private int KeepAlive(int asked)
    {
        var limits = _broker.Limits;
        if (limits.MaximumKeepAlive is { } most && (asked == 0 || asked > most))
        {
            return most;
        }

        return asked > 0 && asked < limits.MinimumKeepAlive ? limits.MinimumKeepAlive.Value : asked;
    }

    private TimeSpan Expiry(uint asked)
    {
        var expiry = TimeSpan.FromSeconds(asked);
        return expiry < _broker.Limits.SessionExpiry ? expiry : _broker.Limits.SessionExpiry;
    }

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

    private DateTimeOffset? Expires(uint seconds) => seconds == 0 ? null : _broker.Clock.GetUtcNow().AddSeconds(seconds);

    private bool FaultThrottles() => Faults.FaultSwitch.Draw(_broker.Faults.Current.Throttle);
}
