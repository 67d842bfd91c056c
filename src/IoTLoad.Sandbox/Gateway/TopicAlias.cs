using System.Buffers.Binary;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>The topic alias of a PUBLISH, as it was sent: MQTTnet's decoder does not tell an alias of 0 from none.</summary>
internal static class TopicAlias
{
    /// <summary>Whether a PUBLISH of MQTT 5 has the alias 0, which MQTT 5, section 3.3.2.3.4, does not allow.</summary>
    /// <param name="header">First byte of the packet.</param>
    /// <param name="body">The packet without its fixed header.</param>
    public static bool IsZero(byte header, ReadOnlySpan<byte> body)
    {
        var rest = Skip(body, Text(body));
        rest = Skip(rest, (header & 0b110) == 0 ? 0 : 2);
        var length = Number(ref rest);
        for (var properties = rest[..Math.Min(length, rest.Length)]; properties.Length > 0;)
        {
            var identifier = properties[0];
            properties = properties[1..];
            if (identifier == 0x23)
            {
                return properties.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(properties) == 0;
            }

            // Section 2.2.2.2: how long the value of each property of a PUBLISH is.
            switch (identifier)
            {
                case 0x01:
                    properties = Skip(properties, 1);
                    break;
                case 0x02:
                    properties = Skip(properties, 4);
                    break;
                case 0x03 or 0x08 or 0x09:
                    properties = Skip(properties, Text(properties));
                    break;
                case 0x0B:
                    Number(ref properties);
                    break;
                case 0x26:
                    properties = Skip(properties, Text(properties));
                    properties = Skip(properties, Text(properties));
                    break;
                default:
                    // The decoder says what is wrong with it.
                    return false;
            }
        }

        return false;
    }

    private static int Text(ReadOnlySpan<byte> bytes) => bytes.Length < 2 ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> bytes, int count) => bytes[Math.Min(count, bytes.Length)..];

    private static int Number(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0;
        for (var shift = 0; shift < 28 && bytes.Length > 0; shift += 7)
        {
            var part = bytes[0];
            bytes = bytes[1..];
            number |= (part & 0x7F) << shift;
            if ((part & 0x80) == 0)
            {
                break;
            }
        }

        return number;
    }
}
