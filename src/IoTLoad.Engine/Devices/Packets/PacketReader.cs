using System.Buffers.Binary;
using System.Globalization;

namespace IoTLoad.Engine.Devices.Packets;

/// <summary>Control packet types (MQTT 5.0, section 2.1.2).</summary>
internal enum PacketType
{
    Connect = 1,
    ConnAck = 2,
    Publish = 3,
    PubAck = 4,
    PubRec = 5,
    PubRel = 6,
    PubComp = 7,
    Subscribe = 8,
    SubAck = 9,
    PingReq = 12,
    PingResp = 13,
    Disconnect = 14,
    Auth = 15,
}

/// <summary>Cuts a received stream into control packets.</summary>
internal static class PacketReader
{
    /// <summary>Largest fixed header: type and flags, and a length of at most four bytes.</summary>
    public const int MaxFixedHeader = 5;

    /// <summary>
    /// Finds the first packet in <paramref name="data"/>. False where it is not whole yet; <paramref name="needed"/> is then
    /// the packet's full size, or 0 where that is not known yet.
    /// </summary>
    /// <exception cref="MqttProtocolException">The length is malformed.</exception>
    public static bool TryRead(ReadOnlySpan<byte> data, out byte header, out int bodyStart, out int total, out int needed)
    {
        header = 0;
        bodyStart = total = needed = 0;
        if (data.Length < 2)
        {
            return false;
        }

        header = data[0];
        var length = 0;
        for (var i = 1; i < MaxFixedHeader; i++)
        {
            if (i >= data.Length)
            {
                return false;
            }

            length |= (data[i] & 0x7F) << (7 * (i - 1));
            if ((data[i] & 0x80) == 0)
            {
                bodyStart = i + 1;
                total = needed = bodyStart + length;
                return data.Length >= total;
            }
        }

        throw new MqttProtocolException("sent a packet whose remaining length has more than four bytes");
    }

    /// <summary>Reads a variable byte integer at <paramref name="offset"/> and moves it on.</summary>
    /// <exception cref="MqttProtocolException">It does not end within four bytes, or not within the packet.</exception>
    public static int ReadVariableInteger(ReadOnlySpan<byte> body, ref int offset)
    {
        var value = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            if (offset >= body.Length)
            {
                break;
            }

            var b = body[offset++];
            value |= (b & 0x7F) << shift;
            if ((b & 0x80) == 0)
            {
                return value;
            }
        }

        throw new MqttProtocolException("sent a malformed variable byte integer");
    }
}

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

/// <summary>Names of MQTT 5's reason codes.</summary>
internal static class ReasonName
{
    /// <summary>A code's name, and its number where MQTT has none.</summary>
    public static string Of<T>(T code)
        where T : struct, Enum =>
            Enum.IsDefined(code) ? code.ToString() : $"Reason0x{Convert.ToInt32(code, CultureInfo.InvariantCulture):X2}";
}

/// <summary>The other side sent what MQTT does not allow; the message ends the sentence "the endpoint …".</summary>
internal sealed class MqttProtocolException(string message) : Exception(message);
