using System.Buffers.Binary;
using System.Text;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Devices.Publishing;

/// <summary>
/// Writes PUBLISH packets (MQTT 5.0, section 3.3) straight into a send buffer. Any message can be written again, byte for byte.
/// </summary>
internal sealed class PublishEncoder
{
    private const byte PublishType = 0x30;
    private const byte DupFlag = 0x08;
    private const byte UserPropertyId = 0x26;
    private static readonly byte[] PropertyName = Encoding.ASCII.GetBytes("iotload");

    private readonly TrafficRoutes _routes;
    private readonly MessageContextSource _contexts;
    private readonly MessagePayload _payload;
    private readonly uint _runTag;
    private readonly int _qos;
    private readonly bool _mqtt5;
    private readonly bool _propertyToken;
    private readonly byte _header;
    private readonly PropertyEncoder? _properties;
    private int _sizeGuess = 128;

    public PublishEncoder(LoadPlan plan, TrafficRoutes routes, MessageContextSource contexts, MessagePayload payload)
    {
        _routes = routes;
        _contexts = contexts;
        _payload = payload;
        _runTag = contexts.RunTag;
        _qos = plan.Traffic.QoS;
        _mqtt5 = plan.Session.Version == MqttVersion.V500;
        _propertyToken = plan.Payload.Tracking == TrackingMode.UserProperty;
        _header = (byte)(PublishType | (_qos << 1) | (plan.Traffic.Retain ? 1 : 0));
        _properties = PropertyEncoder.Of(plan, contexts.Columns);
        UsesAliases = plan.Traffic.Properties?.TopicAlias == true;
        MaxTopic = routes.MaxTopicLength(contexts.MaxClientIdLength);

        // Fixed header, topic and its length, packet identifier, properties with the token.
        MaxPacket = 5 + 2 + MaxTopic + 2 + 1 + (_propertyToken ? 5 + PropertyName.Length + TrackingToken.Length : 0)
            + (_properties is null ? 0 : 3 + _properties.MaxLength(contexts.MaxClientIdLength))
            + payload.MaxSize(contexts.MaxClientIdLength);
    }

    /// <summary>Most bytes that one packet can have.</summary>
    public int MaxPacket { get; }

    /// <summary>Whether numbers are to stand for topics.</summary>
    public bool UsesAliases { get; }

    private int MaxTopic { get; }

    /// <summary>
    /// Writes one packet to the start of <paramref name="destination"/>, which must hold <see cref="MaxPacket"/> bytes, and returns
    /// its length.
    /// </summary>
    public int Write(
        Span<byte> destination, int sender, long message, long intended, ushort packetId, bool dup, out int payloadLength,
        TopicAliases? aliases = null)
    {
        var route = _routes.RouteOf(sender, message);
        var context = _contexts.For(route.Device, message, intended);
        var token = new TrackingToken(_runTag, (uint)sender, route.Sequence, context.IntendedUnixNanoseconds);
        Span<byte> scratch = stackalloc byte[MaxTopic];
        var topic = _routes.TopicOf(route, context, scratch);
        ushort alias = 0;
        if (aliases is not null)
        {
            alias = aliases.Of(route.Device, out var known);
            topic = known ? [] : topic;
        }

        // The remaining length comes first and its size is not known yet: guess it as the last packet's, and move the body if that
        // was wrong.
        var lengthSize = LengthSize(_sizeGuess);
        var bodyStart = 1 + lengthSize;
        var at = bodyStart;
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)topic.Length);
        topic.CopyTo(destination[(at + 2)..]);
        at += 2 + topic.Length;
        if (_qos > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[at..], packetId);
            at += 2;
        }

        if (_mqtt5)
        {
            at += _properties is null
                ? WriteProperties(destination[at..], token) : WriteProperties(destination[at..], token, context, alias);
        }

        payloadLength = _payload.Write(destination[at..], context, token);
        at += payloadLength;

        var bodyLength = at - bodyStart;
        var actualSize = LengthSize(bodyLength);
        if (actualSize != lengthSize)
        {
            destination[bodyStart..at].CopyTo(destination[(1 + actualSize)..]);
            at += actualSize - lengthSize;
            _sizeGuess = bodyLength;
        }

        destination[0] = dup ? (byte)(_header | DupFlag) : _header;
        WriteLength(destination[1..], bodyLength);
        return at;
    }

    private int WriteProperties(Span<byte> destination, in TrackingToken token)
    {
        if (!_propertyToken)
        {
            destination[0] = 0;
            return 1;
        }

        var length = 1 + 2 + PropertyName.Length + 2 + TrackingToken.Length;
        destination[0] = (byte)length;
        destination[1] = UserPropertyId;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)PropertyName.Length);
        PropertyName.CopyTo(destination[4..]);
        var at = 4 + PropertyName.Length;
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], TrackingToken.Length);
        token.Write(destination[(at + 2)..]);
        return 1 + length;
    }

    /// <summary>The same with the plan's properties. Their length may take several bytes, so they are written behind its longest.</summary>
    private int WriteProperties(Span<byte> destination, in TrackingToken token, in MessageContext context, ushort alias)
    {
        const int Longest = 4;
        var length = _properties!.Write(destination[Longest..], context, alias);
        if (_propertyToken)
        {
            // Without its length, which is in its first byte.
            var behind = destination[(Longest + length - 1)..];
            var last = behind[0];
            length += WriteProperties(behind, token) - 1;
            behind[0] = last;
        }

        destination.Slice(Longest, length).CopyTo(destination[LengthSize(length)..]);
        WriteLength(destination, length);
        return LengthSize(length) + length;
    }

    private static int LengthSize(int value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;

    private static void WriteLength(Span<byte> destination, int value)
    {
        var i = 0;
        do
        {
            var b = (byte)(value & 0x7F);
            value >>= 7;
            destination[i++] = value > 0 ? (byte)(b | 0x80) : b;
        }
        while (value > 0);
    }
}
