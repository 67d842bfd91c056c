using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// What line protocol can carry, which <c>PointData</c> does not check. Names (measurements, tag and field keys) come from
/// settings, and one that it cannot carry is an error. Tag values come from data, and are made to fit: see <see cref="TagValue"/>.
/// </summary>
internal static partial class LineText
{
    /// <summary>Longest tag value, characters; a series key has 64 KB in all.</summary>
    public const int MaxTagValue = 1024;

    private static readonly SearchValues<char> Unfit = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '\u007f', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    /// <summary>
    /// The tag value as it is stored, and so as it must be asked for. Line protocol has no way to write a line break in a tag, nor
    /// a backslash at its end, nor an empty value: control characters become spaces, a backslash at the end becomes a slash, and
    /// an empty value becomes a dash. Half surrogates become U+FFFD, and what is longer than <see cref="MaxTagValue"/> is cut.
    /// </summary>
    public static string TagValue(string value)
    {
        if (value.Length is > 0 and <= MaxTagValue && value[^1] != '\\' && !value.AsSpan().ContainsAny(Unfit))
        {
            return value;
        }

        var text = new StringBuilder(Math.Min(value.Length, MaxTagValue));
        foreach (var rune in value.EnumerateRunes())
        {
            if (text.Length + rune.Utf16SequenceLength > MaxTagValue)
            {
                break;
            }

            text.Append(rune.Value is < 0x20 or 0x7f ? " " : rune.ToString());
        }

        var end = text.Length;
        while (end > 0 && text[end - 1] == '\\')
        {
            text[--end] = '/';
        }

        return text.Length == 0 ? "-" : text.ToString();
    }

    /// <summary>Checks the name of a measurement, tag or field.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it names, as the end of "cannot be …".</param>
    /// <exception cref="Engine.LoadException"><c>InfluxDbNameInvalid</c>.</exception>
    public static string CheckName(string name, string what)
    {
        var why = name switch
        {
            "" => "it is empty",
            { Length: > MaxTagValue } => "it is too long",
            "time" or "_time" or "_field" or "_measurement" => "InfluxDB reserves it",
            ['#', ..] => "a line that begins with # is a comment",
            ['_', ..] => "InfluxDB reserves names that begin with an underscore",
            [.., '\\'] => "it ends with a backslash",
            _ when name.AsSpan().ContainsAny(Unfit) && TagValue(name) != name => "it holds control characters",
            _ => null,
        };
        return why is null ? name : throw InfluxDbErrors.InvalidName(what, name, why);
    }

    /// <summary>Lines as text that is compressed by gzip.</summary>
    public static MemoryStream Compress(IReadOnlyList<string> lines)
    {
        var compressed = new MemoryStream();
        using var text = new StreamWriter(new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true), new UTF8Encoding(false));
        foreach (var line in lines)
        {
            text.Write(line);
            text.Write('\n');
        }

        return compressed;
    }

    /// <summary>
    /// Splits text into lines. A line break within a string belongs to its line; a last line without one is cut off, and left out.
    /// </summary>
    public static IReadOnlyList<string> Split(string text) => [.. WholeLine().Matches(text).Select(match => match.Value[..^1])];

    // Measurement and tags, in which a backslash escapes a comma, space or equals sign and otherwise stands for itself, and quotes
    // mean nothing; the first space that is not escaped; fields, whose strings escape quotes and backslashes.
    [GeneratedRegex("""\G(?>(?:\\[, =]|[^ \n])*) (?>(?:"(?>(?:\\["\\]|[^"])*)"|[^"\n])*)\n""", RegexOptions.CultureInvariant)]
    private static partial Regex WholeLine();
}
