using IoTLoad.Engine.Connecting.Faults;
using MQTTnet.Packets;

namespace IoTLoad.Engine.Devices;

/// <summary>Whether a CONNACK lets a device do what its plan asks.</summary>
internal static class CheckConnAck
{
    /// <summary>Checks the code, and with MQTT 5 what the broker says that it supports.</summary>
    /// <exception cref="ConnectFaultException">The broker refuses, or supports less than the plan needs.</exception>
    public static void Check(DeviceSetup setup, int connection, MqttConnAckPacket connAck)
    {
        var endpoint = setup.Connector.Describe(connection);
        var code = (byte)(setup.Mqtt5 ? (int)connAck.ReasonCode : (int)connAck.ReturnCode);
        if (!ConnAckReason.IsAccepted(code))
        {
            throw new ConnectFaultException(ConnAckReason.Of(setup.Plan.Session.Version, code).ToFault(endpoint, connAck.ReasonString));
        }

        if (!setup.Mqtt5)
        {
            return;
        }

        var traffic = setup.Plan.Traffic;
        if ((int)connAck.MaximumQoS < traffic.QoS)
        {
            throw Unsupported("QoSNotSupported", $"{endpoint} accepts QoS {(int)connAck.MaximumQoS} at most; the plan has QoS {traffic.QoS}.", "Lower -QoS.");
        }

        if (traffic.Retain && !connAck.RetainAvailable)
        {
            throw Unsupported("RetainNotSupported", $"{endpoint} does not accept retained messages.", "Leave out -Retain.");
        }

        if (connAck.MaximumPacketSize > 0 && setup.Routes.SenderOf(connection) is >= 0 and var sender)
        {
            var size = setup.Encoder.Write(new byte[setup.Encoder.MaxPacket], sender, 0, 0, 1, dup: false, out _);
            if (size > connAck.MaximumPacketSize)
            {
                throw Unsupported(
                    "PacketTooLarge", $"{endpoint} accepts packets of {connAck.MaximumPacketSize} bytes at most; the plan's have {size}.",
                    "Make the payload smaller, or raise the broker's limit.");
            }
        }
    }

    private static ConnectFaultException Unsupported(string reason, string message, string advice) =>
        new(new ConnectFault(reason, message, advice, LoadErrorKind.InvalidInput));
}
