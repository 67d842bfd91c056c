using System.Buffers.Text;
using System.Text;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Encodes one point after the other as line protocol, into a buffer that it keeps: <c>measurement,tag=value field=1i time</c>
/// and a line break. Escapes as docs.influxdata.com, "Line protocol", wants: comma and space in measurements; comma, space and
/// equals sign in tags and field keys; quote and backslash in strings.
/// </summary>
internal sealed class LineWriter
{
    private const int FirstBuffer = 1024;
    private const int LongestNumber = 32;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _length;
    private bool _hasField;

    /// <summary>The lines written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _length = 0;

    /// <summary>Begins a point.</summary>
    public void Begin(string measurement)
    {
        _hasField = false;
        Escape(measurement, ", ");
    }

    /// <summary>Begins a point with what <see cref="Written"/> of another writer held: a measurement and tags.</summary>
    public void Begin(ReadOnlySpan<byte> head)
    {
        _hasField = false;
        head.CopyTo(Reserve(head.Length));
        _length += head.Length;
    }

    /// <summary>Adds a tag; before any field.</summary>
    public void Tag(string key, string value)
    {
        Raw((byte)',');
        Escape(key, ", =");
        Raw((byte)'=');
        Escape(LineText.TagValue(value), ", =");
    }

    /// <summary>Adds an integer.</summary>
    public void Field(string key, long value)
    {
        Key(key);
        Utf8Formatter.TryFormat(value, Reserve(LongestNumber), out var count);
        _length += count;
        Raw((byte)'i');
    }

    /// <summary>Adds a number, with as many digits as it takes to read the same again; nothing for NaN and infinities, which InfluxDB does not have.</summary>
    public void Field(string key, double value)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        Key(key);
        value.TryFormat(Reserve(LongestNumber), out var count, default, System.Globalization.CultureInfo.InvariantCulture);
        _length += count;
    }

    /// <summary>Adds a string; what is not valid UTF-8 in it is replaced by U+FFFD.</summary>
    public void Field(string key, ReadOnlySpan<byte> utf8)
    {
        Key(key);
        Raw((byte)'"');
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        }

        var target = Reserve(utf8.Length * 2);
        var count = 0;
        foreach (var each in utf8)
        {
            if (each is (byte)'"' or (byte)'\\')
            {
                target[count++] = (byte)'\\';
            }

            target[count++] = each;
        }

        _length += count;
        Raw((byte)'"');
    }

    /// <summary>Ends the point, which must have a field.</summary>
    /// <param name="unixNanoseconds">Its time.</param>
    public void End(long unixNanoseconds)
    {
        Raw((byte)' ');
        Utf8Formatter.TryFormat(unixNanoseconds, Reserve(LongestNumber), out var count);
        _length += count;
        Raw((byte)'\n');
    }

    private void Key(string key)
    {
        Raw(_hasField ? (byte)',' : (byte)' ');
        _hasField = true;
        Escape(key, ", =");
        Raw((byte)'=');
    }

    private void Escape(string text, string special)
    {
        var target = Reserve((text.Length * 3) + text.Length);
        if (!text.AsSpan().ContainsAny(special))
        {
            _length += Encoding.UTF8.GetBytes(text, target);
            return;
        }

        var rest = text.AsSpan();
        while (rest.IndexOfAny(special) is >= 0 and var at)
        {
            _length += Encoding.UTF8.GetBytes(rest[..at], _buffer.AsSpan(_length));
            _buffer[_length++] = (byte)'\\';
            _buffer[_length++] = (byte)rest[at];
            rest = rest[(at + 1)..];
        }

        _length += Encoding.UTF8.GetBytes(rest, _buffer.AsSpan(_length));
    }

    private void Raw(byte each)
    {
        Reserve(1)[0] = each;
        _length++;
    }

    private Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _length < size)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + size));
        }

        return _buffer.AsSpan(_length);
    }
}
