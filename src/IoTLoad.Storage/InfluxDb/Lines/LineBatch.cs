using System.IO.Compression;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Whole lines that are sent together.</summary>
internal sealed class LineBatch
{
    private readonly List<int> _ends = [];
    private byte[] _bytes;
    private int _length;

    public LineBatch(int capacity = 4096) => _bytes = new byte[capacity];

    /// <summary>Number of lines.</summary>
    public int Count => _ends.Count;

    /// <summary>Bytes of all lines, their line breaks included.</summary>
    public int Length => _length;

    /// <summary>The lines as they are sent.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>A line with its line break.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(index == 0 ? 0 : _ends[index - 1], _ends[index] - (index == 0 ? 0 : _ends[index - 1]));

    /// <summary>Splits text into lines. A line break in a string belongs to its line; a last line without one is cut off, and left out.</summary>
    public static LineBatch Parse(ReadOnlySpan<byte> text)
    {
        var batch = new LineBatch(text.Length);
        while (EndOf(text) is > 0 and var end)
        {
            batch.Add(text[..end]);
            text = text[end..];
        }

        return batch;
    }

    /// <summary>Adds one line, with its line break.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        if (_bytes.Length - _length < line.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + line.Length));
        }

        line.CopyTo(_bytes.AsSpan(_length));
        _length += line.Length;
        _ends.Add(_length);
    }

    /// <summary>Some of the lines, by their index.</summary>
    public LineBatch Where(Func<int, bool> keep)
    {
        var part = new LineBatch();
        for (var i = 0; i < Count; i++)
        {
            if (keep(i))
            {
                part.Add(this[i]);
            }
        }

        return part;
    }

    /// <summary>All lines as one gzip member.</summary>
    public byte[] ToGzip()
    {
        using var compressed = new MemoryStream(_length / 4);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Bytes);
        }

        return compressed.ToArray();
    }

    /// <summary>Bytes up to and with the line break that ends the first line; 0 where none does.</summary>
    private static int EndOf(ReadOnlySpan<byte> text)
    {
        // Quotes have a meaning behind the first space that is not escaped, which ends the tags.
        var inFields = false;
        var inString = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'\\' when i + 1 < text.Length && IsEscaped(text[i + 1], inString):
                    i++;
                    break;
                case (byte)' ':
                    inFields = true;
                    break;
                case (byte)'"' when inFields:
                    inString = !inString;
                    break;
                case (byte)'\n' when !inString:
                    return i + 1;
            }
        }

        return 0;
    }

    // A backslash in a name or tag escapes these and else stands for itself; strings escape their own two.
    private static bool IsEscaped(byte next, bool inString) =>
        inString ? next is (byte)'"' or (byte)'\\' : next is (byte)',' or (byte)' ' or (byte)'=';
}
