using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Devices.Packets;
using MQTTnet.Packets;

namespace IoTLoad.Engine.Devices;

/// <summary>CONNECT and CONNACK.</summary>
internal static class ConnectExchange
{
    /// <summary>Sends CONNECT and reads CONNACK; what has arrived behind it stays in <paramref name="received"/>.</summary>
    /// <exception cref="MqttProtocolException">What answers is not an MQTT broker.</exception>
    /// <exception cref="ConnectFaultException">The other side closed the connection.</exception>
    public static async Task<MqttConnAckPacket> RunAsync(
        DeviceSetup setup, int connection, Stream stream, ReceiveBuffer received, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(setup.Handshake.Connect(connection), cancellationToken);
        while (true)
        {
            // Looked at before its length, which is nonsense where the other side does not speak MQTT.
            if (received.Waiting is [var first, ..] && (PacketType)(first >> 4) != PacketType.ConnAck)
            {
                throw new MqttProtocolException($"answered CONNECT with a packet of type {first >> 4}, not with CONNACK (2)");
            }

            if (received.TryTake(out var header, out var body, out var total))
            {
                return (MqttConnAckPacket)setup.Handshake.Decode(header, body.ToArray(), total);
            }

            received.MakeRoom();
            var count = await stream.ReadAsync(received.Room, cancellationToken);
            if (count == 0)
            {
                throw new ConnectFaultException(setup.Connector.Explain(connection, null, beforeConnAck: true));
            }

            received.Commit(count);
        }
    }
}
