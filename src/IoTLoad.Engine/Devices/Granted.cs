using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Plan;
using MQTTnet.Packets;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Devices;

/// <summary>
/// Compares what a broker grants with what the plan asks for: less is a fault if the plan cannot run with it, and a note in the result
/// if it can.
/// </summary>
/// <param name="setup">What all devices share.</param>
/// <param name="connection">Number of the connection.</param>
/// <param name="note">Takes the notes.</param>
internal sealed class Granted(DeviceSetup setup, int connection, Action<string> note)
{
    private readonly string _endpoint = setup.Connector.Describe(connection);

    /// <summary>Checks CONNACK: its code and, with MQTT 5, each property by which a broker may lower what a client asks for.</summary>
    /// <exception cref="ConnectFaultException">The broker refuses, or supports less than the plan needs.</exception>
    public void Check(MqttConnAckPacket connAck)
    {
        var code = (byte)(setup.Mqtt5 ? (int)connAck.ReasonCode : (int)connAck.ReturnCode);
        if (!ConnAckReason.IsAccepted(code))
        {
            throw new ConnectFaultException(ConnAckReason.Of(setup.Plan.Session.Version, code).ToFault(_endpoint, connAck.ReasonString));
        }

        if (setup.Mqtt5)
        {
            RequireForMessages(connAck);
            RequireForFilters(connAck);
            NoteLess(connAck);
        }
    }

    /// <summary>Notes a SUBACK that grants a lower QoS than was asked for.</summary>
    public void Check(MqttSubAckPacket subAck)
    {
        var asked = setup.Plan.Traffic.QoS;
        var least = subAck.ReasonCodes.Select(code => (int)code).DefaultIfEmpty(asked).Min();
        if (least < asked)
        {
            note(Text($"{_endpoint} granted subscriptions QoS {least} instead of {asked}: messages can get lost on the way to them."));
        }
    }

    private void RequireForMessages(MqttConnAckPacket connAck)
    {
        if (setup.Routes.SenderOf(connection) is not (>= 0 and var sender))
        {
            return;
        }

        var traffic = setup.Plan.Traffic;
        if ((int)connAck.MaximumQoS < traffic.QoS)
        {
            throw Unsupported(
                "QoSNotSupported",
                Text($"{_endpoint} accepts QoS {(int)connAck.MaximumQoS} at most; the plan has QoS {traffic.QoS}."),
                $"Lower {PlanField.QoS}.");
        }

        if (traffic.Retain && !connAck.RetainAvailable)
        {
            throw Unsupported("RetainNotSupported", $"{_endpoint} does not accept retained messages.", $"Leave out {PlanField.Retain}.");
        }

        if (connAck.MaximumPacketSize > 0)
        {
            var size = setup.Encoder.Write(new byte[setup.Encoder.MaxPacket], sender, 0, 0, 1, dup: false, out _);
            if (size > connAck.MaximumPacketSize)
            {
                throw Unsupported(
                    "PacketTooLarge",
                    Text($"{_endpoint} accepts packets of {connAck.MaximumPacketSize} bytes at most; the plan's have {size}."),
                    "Make the payload smaller, or raise the broker's limit.");
            }
        }

        if (traffic.QoS > 0 && connAck.ReceiveMaximum > 0 && connAck.ReceiveMaximum < traffic.InFlightWindow)
        {
            var (granted, asked) = (connAck.ReceiveMaximum, traffic.InFlightWindow);
            note(Text($"{_endpoint} accepts {granted} unacknowledged messages of a device; the window of {asked} was lowered to that."));
        }
    }

    private void RequireForFilters(MqttConnAckPacket connAck)
    {
        foreach (var filter in setup.Routes.FiltersOf(connection))
        {
            if (!connAck.WildcardSubscriptionAvailable && filter.AsSpan().ContainsAny('+', '#'))
            {
                throw Unsupported(
                    "WildcardNotSupported",
                    $"{_endpoint} does not accept subscriptions with wildcards; the plan subscribes to \"{filter}\".",
                    "Use a topic filter without + and #, or another traffic pattern.");
            }

            if (!connAck.SharedSubscriptionAvailable && filter.StartsWith("$share/", StringComparison.Ordinal))
            {
                throw Unsupported(
                    "SharedSubscriptionNotSupported",
                    $"{_endpoint} does not accept shared subscriptions; the plan subscribes to \"{filter}\".",
                    "Use a topic filter without $share.");
            }
        }
    }

    private void NoteLess(MqttConnAckPacket connAck)
    {
        var session = setup.Plan.Session;
        var expiry = (uint)session.SessionExpiry.TotalSeconds;
        if (!session.CleanSession && connAck.SessionExpiryInterval > 0 && connAck.SessionExpiryInterval < expiry)
        {
            var granted = connAck.SessionExpiryInterval;
            note(Text($"{_endpoint} keeps sessions for {granted} s instead of the {expiry} s that the plan asks for."));
        }

        if (session.RequestResponseInformation)
        {
            note(connAck.ResponseInformation is { Length: > 0 } information
                ? $"{_endpoint} gave response information: {information}." : $"{_endpoint} gave no response information.");
        }

        if (setup.Encoder.UsesAliases && connAck.TopicAliasMaximum == 0 && setup.Routes.SenderOf(connection) >= 0)
        {
            note($"{_endpoint} does not accept topic aliases; every message had its whole topic.");
        }

        var keepAlive = (int)session.KeepAlive.TotalSeconds;
        if (connAck.ServerKeepAlive > 0 && connAck.ServerKeepAlive != keepAlive)
        {
            note(Text($"{_endpoint} asked for a keep-alive of {connAck.ServerKeepAlive} s instead of {keepAlive} s, and got it."));
        }

        if (connAck.AssignedClientIdentifier is { Length: > 0 } assigned && assigned != setup.Contexts.ClientIdOf(connection))
        {
            note($"{_endpoint} gave devices client IDs of its own, not those of the plan.");
        }
    }

    private static ConnectFaultException Unsupported(string reason, string message, string advice) =>
        new(new ConnectFault(reason, message, advice, LoadErrorKind.InvalidInput));
}
