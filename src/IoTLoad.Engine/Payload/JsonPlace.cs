using System.Text.Encodings.Web;
using System.Text.Json;

namespace IoTLoad.Engine.Payload;

/// <summary>Follows the literal text of a template, to know how a value must be written where a placeholder stands.</summary>
internal sealed class JsonPlace(bool isJson)
{
    private bool _escaped;

    /// <summary>Whether the template is JSON.</summary>
    public bool IsJson => isJson;

    /// <summary>Whether the text so far ends inside a JSON string: a value that goes on from there must be escaped.</summary>
    public bool InString { get; private set; }

    /// <summary>Whether a template is meant to be JSON, as far as its first character tells.</summary>
    public static bool LooksLikeJson(string template)
    {
        var start = template.AsSpan().TrimStart();
        return start is ['[' or '"', ..] || (start is ['{', ..] && !start.StartsWith("{{"));
    }

    /// <summary>Goes over literal text.</summary>
    public void Pass(string literal)
    {
        foreach (var each in isJson ? literal : "")
        {
            if (_escaped)
            {
                _escaped = false;
            }
            else if (each == '"')
            {
                InString = !InString;
            }
            else
            {
                _escaped = InString && each == '\\';
            }
        }
    }

    /// <summary>Bytes of a text inside a JSON string.</summary>
    public static int EscapedLength(ReadOnlySpan<byte> text) =>
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(text) < 0 ? text.Length : Escape(text).Length;

    /// <summary>A text as it stands inside a JSON string.</summary>
    public static byte[] Escape(ReadOnlySpan<byte> text)
    {
        // \uXXXX in place of one byte is the most that a character can grow.
        var escaped = new byte[text.Length * 6];
        return escaped[..Escape(text, escaped)];
    }

    /// <summary>Writes a text as it stands inside a JSON string, and returns the number of bytes. Allocates nothing.</summary>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(text, destination, out _, out var written);
        return written;
    }

    /// <summary>Whether a text is one JSON value.</summary>
    public static bool IsValue(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
