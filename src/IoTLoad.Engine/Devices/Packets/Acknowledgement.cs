using System.Buffers.Binary;

namespace IoTLoad.Engine.Devices.Packets;

/// <summary>What PUBACK, PUBREC, PUBREL and PUBCOMP hold, in both versions of MQTT.</summary>
/// <param name="Id">The packet identifier.</param>
/// <param name="Code">The reason code of MQTT 5; 0, success, where there is none.</param>
internal readonly record struct Acknowledgement(ushort Id, byte Code)
{
    /// <summary>Whether the message was refused.</summary>
    public bool Refuses => Code >= 0x80;

    /// <summary>Reads a packet's body.</summary>
    /// <exception cref="MqttProtocolException">It is too short.</exception>
    public static Acknowledgement Read(ReadOnlySpan<byte> body) => body.Length >= 2
        ? new(BinaryPrimitives.ReadUInt16BigEndian(body), body.Length > 2 ? body[2] : (byte)0)
        : throw new MqttProtocolException("sent an acknowledgement without a packet identifier");
}
