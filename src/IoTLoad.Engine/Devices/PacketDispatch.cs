using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Engine.Devices;

/// <summary>What a connection does with each packet that a broker may send, from CONNACK on.</summary>
/// <param name="setup">What all devices share.</param>
/// <param name="recorder">Of the loop that owns the device.</param>
/// <param name="connection">Number of the connection.</param>
/// <param name="publisher">The device's publishing half.</param>
/// <param name="receiver">Its subscribing half.</param>
/// <param name="buffer">Takes the answers.</param>
/// <param name="keepAlive">Learns of PINGRESP.</param>
internal sealed class PacketDispatch(
    DeviceSetup setup, Recorder recorder, int connection, Publisher? publisher, Receiver? receiver, SendBuffer buffer, KeepAlive keepAlive)
{
    private Receiver? _unasked;

    /// <summary>Whether the broker accepted a message, delivered one, or answered PINGREQ.</summary>
    public bool WereOfUse { get; private set; }

    /// <summary>Whether SUBSCRIBE is out; a SUBACK that nobody waits for is ignored.</summary>
    public bool AwaitsSubAck { get; set; }

    /// <summary>Whether SUBACK has come, and grants the subscription.</summary>
    public bool Subscribed { get; private set; }

    private string Endpoint => setup.Connector.Describe(connection);

    /// <summary>Takes a packet. Under the device's gate and the recorder's.</summary>
    /// <param name="header">First byte.</param>
    /// <param name="body">What is behind the length.</param>
    /// <param name="total">Length of the whole packet, bytes.</param>
    /// <param name="now">When it was read, run clock.</param>
    /// <param name="record">Where it counts.</param>
    /// <returns>Why the session ends with it; null if it does not.</returns>
    /// <exception cref="MqttProtocolException">No broker may send it.</exception>
    public SessionEnd? Take(byte header, ReadOnlySpan<byte> body, int total, long now, SecondRecord record)
    {
        switch ((PacketType)(header >> 4))
        {
            case PacketType.Publish:
                WereOfUse = true;
                (receiver ?? Unasked()).Take(header, body, setup.Mqtt5, connection, now, record, buffer);
                break;
            case PacketType.PubAck:
            case PacketType.PubComp:
                Complete(header, body, total, now, record);
                break;
            case PacketType.PubRec:
                var received = Acknowledgement.Read(body);
                if (received.Refuses)
                {
                    Complete(header, body, total, now, record);
                    break;
                }

                // Answered even where nothing is known of it: a broker that did not get the last PUBREL asks again.
                publisher?.Release(received.Id);
                buffer.Add([((int)PacketType.PubRel << 4) | 2, 2, (byte)(received.Id >> 8), (byte)received.Id]);
                break;
            case PacketType.PubRel:
                (receiver ?? Unasked()).Release(Acknowledgement.Read(body).Id, buffer);
                break;
            case PacketType.PingResp:
                WereOfUse = true;
                keepAlive.Answered();
                break;
            case PacketType.SubAck:
                return TakeSubAck((MqttSubAckPacket)setup.Handshake.Decode(header, body.ToArray(), total));
            case PacketType.Disconnect:
                var disconnect = (MqttDisconnectPacket)setup.Handshake.Decode(header, body.ToArray(), total);
                var reason = ReasonName.Of(disconnect.ReasonCode);
                var other = string.IsNullOrWhiteSpace(disconnect.ServerReference) ? "" : $" Another server: {disconnect.ServerReference}";
                return new SessionEnd(
                    FailureKind.Disconnect, reason,
                    $"{Endpoint} disconnected with reason {reason}{Quote(disconnect.ReasonString)}.{other}");
            default:
                throw new MqttProtocolException($"sent a packet of type {header >> 4}, which a broker must not send");
        }

        return null;
    }

    private void Complete(byte header, ReadOnlySpan<byte> body, int total, long now, SecondRecord record)
    {
        var acknowledgement = Acknowledgement.Read(body);
        if (publisher is null)
        {
            return;
        }

        if (!publisher.Complete(acknowledgement.Id, acknowledgement.Code, now, record))
        {
            WereOfUse = true;
            return;
        }

        // PUBACK and PUBREC share their codes; PUBCOMP has this one.
        var reason = acknowledgement.Code == 0x92 ? "PacketIdentifierNotFound" : ReasonName.Of((MqttPubAckReasonCode)acknowledgement.Code);
        var words = body.Length <= 4 ? null : setup.Handshake.Decode(header, body.ToArray(), total) switch
        {
            MqttPubAckPacket packet => packet.ReasonString,
            MqttPubRecPacket packet => packet.ReasonString,
            MqttPubCompPacket packet => packet.ReasonString,
            _ => null,
        };
        recorder.Fail(
            FailureKind.Publish, reason,
            $"{setup.Contexts.ClientIdOf(connection)}: the broker refused a message: {reason}{Quote(words)}.");
    }

    private Receiver Unasked()
    {
        if (_unasked is null)
        {
            _unasked = Receiver.OfUnasked();
            recorder.Note(
                "The broker sent messages to devices that did not subscribe to any: for subscriptions left in old persistent sessions, "
                + "or made by the broker itself. They were acknowledged and counted as Foreign.");
        }

        return _unasked;
    }

    /// <summary>The broker's own words, as they are added to ours.</summary>
    private static string Quote(string? words) => string.IsNullOrWhiteSpace(words) ? "" : $" (\"{words.Trim()}\")";

    private SessionEnd? TakeSubAck(MqttSubAckPacket packet)
    {
        if (!AwaitsSubAck)
        {
            return null;
        }

        AwaitsSubAck = false;
        foreach (var code in packet.ReasonCodes)
        {
            if ((int)code >= 0x80)
            {
                return new SessionEnd(
                    FailureKind.Subscribe, ReasonName.Of(code),
                    $"{Endpoint} refused the subscription: {ReasonName.Of(code)}{Quote(packet.ReasonString)}.");
            }
        }

        new Granted(setup, connection, recorder.Note).Check(packet);
        Subscribed = true;
        return null;
    }
}
