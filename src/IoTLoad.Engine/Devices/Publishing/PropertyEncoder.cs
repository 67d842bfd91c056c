using System.Buffers.Binary;
using System.Text;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Devices.Publishing;

/// <summary>
/// Writes the properties of a PUBLISH that a plan asks for (MQTT 5.0, section 3.3.2.3). What is the same in every message was encoded
/// before the first; what has placeholders is written for each.
/// </summary>
internal sealed class PropertyEncoder
{
    private const byte PayloadFormat = 0x01;
    private const byte MessageExpiry = 0x02;
    private const byte ContentType = 0x03;
    private const byte ResponseTopic = 0x08;
    private const byte CorrelationData = 0x09;
    private const byte TopicAlias = 0x23;
    private const byte UserProperty = 0x26;

    private readonly byte[] _fixed;
    private readonly List<(byte Id, byte[] Name, TextTemplate Value)> _patterns = [];

    private PropertyEncoder(MessageProperties properties, PayloadColumns? columns)
    {
        var constant = new List<byte>();
        if (properties.Utf8)
        {
            constant.AddRange([PayloadFormat, 1]);
        }

        if (properties.Expiry is { } expiry)
        {
            var seconds = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(seconds, (uint)expiry.TotalSeconds);
            constant.AddRange([MessageExpiry, .. seconds]);
        }

        if (properties.ContentType is { } type)
        {
            constant.AddRange([ContentType, .. Prefixed(type)]);
        }

        _fixed = [.. constant];
        Add(ResponseTopic, null, properties.ResponseTopic, PlanField.ResponseTopic);
        Add(CorrelationData, null, properties.CorrelationData, PlanField.CorrelationData);
        foreach (var (name, value) in properties.User)
        {
            Add(UserProperty, name, value, PlanField.UserProperties);
        }

        void Add(byte id, string? name, string? pattern, string field)
        {
            if (pattern is not null)
            {
                _patterns.Add((id, name is null ? [] : Prefixed(name), TextTemplate.Parse(pattern, field, TemplateScope.Topic, columns)));
            }
        }
    }

    /// <summary>The encoder of a plan; null if its messages have no properties.</summary>
    public static PropertyEncoder? Of(LoadPlan plan, PayloadColumns? columns) =>
        plan.Traffic.Properties is { } properties ? new PropertyEncoder(properties, columns) : null;

    /// <summary>Most bytes that it writes, without their length.</summary>
    public int MaxLength(int maxClientIdLength) =>
        3 + _fixed.Length + _patterns.Sum(each => 1 + each.Name.Length + 2 + each.Value.MaxLength(maxClientIdLength));

    /// <summary>Writes the properties, without their length, and returns how many bytes that were.</summary>
    /// <param name="destination">Room for <see cref="MaxLength"/>.</param>
    /// <param name="context">The message.</param>
    /// <param name="alias">Number that stands for its topic; 0 for none.</param>
    public int Write(Span<byte> destination, in MessageContext context, ushort alias)
    {
        _fixed.CopyTo(destination);
        var at = _fixed.Length;
        if (alias != 0)
        {
            destination[at] = TopicAlias;
            BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 1)..], alias);
            at += 3;
        }

        foreach (var (id, name, value) in _patterns)
        {
            destination[at++] = id;
            name.CopyTo(destination[at..]);
            at += name.Length;
            var length = value.Write(destination[(at + 2)..], context);
            BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)length);
            at += 2 + length;
        }

        return at;
    }

    private static byte[] Prefixed(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }
}

/// <summary>The numbers that stand for topics on one connection (MQTT 5.0, section 3.3.2.3.4): as many as its broker accepts.</summary>
internal sealed class TopicAliases
{
    private readonly Dictionary<int, ushort> _aliases = [];
    private int _maximum;

    /// <summary>A connection begins, on which no number stands for anything yet.</summary>
    /// <param name="maximum">The broker's Topic Alias Maximum.</param>
    public void Begin(int maximum)
    {
        _aliases.Clear();
        _maximum = maximum;
    }

    /// <summary>The number of a topic; 0 if there is none left for it.</summary>
    /// <param name="device">The device whose topic it is, which has one.</param>
    /// <param name="known">Whether the broker knows it, so that the topic need not be sent.</param>
    public ushort Of(int device, out bool known)
    {
        if (known = _aliases.TryGetValue(device, out var alias))
        {
            return alias;
        }

        if (_aliases.Count < _maximum)
        {
            _aliases[device] = alias = (ushort)(_aliases.Count + 1);
        }

        return alias;
    }
}
