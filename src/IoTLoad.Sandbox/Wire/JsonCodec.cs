using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IoTLoad.Sandbox.Wire;

/// <summary>Documents as JSON: times are seconds since 1970, bytes are base64.</summary>
internal static class JsonCodec
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a structure; nothing at all is an empty one.</summary>
    /// <exception cref="InvalidInputException">It is no JSON object.</exception>
    public static Document Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement) as Document ?? throw new InvalidInputException("The request's body is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"The request's body is not valid JSON: {e.Message}");
        }
    }

    /// <summary>Writes a structure.</summary>
    public static byte[] Write(Document document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, document);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.TryGetInt64(out var integer) ? integer : json.GetDouble(),
        JsonValueKind.Array => json.EnumerateArray().Select(Read).ToList(),
        JsonValueKind.Object => ReadObject(json),
        _ => null,
    };

    private static Document ReadObject(JsonElement json)
    {
        var document = new Document();
        foreach (var member in json.EnumerateObject())
        {
            document[member.Name] = Read(member.Value);
        }

        return document;
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset time:
                json.WriteNumberValue((decimal)time.ToUnixTimeMilliseconds() / 1000);
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case Document document:
                WriteObject(json, document);
                break;
            case System.Collections.IEnumerable list:
                json.WriteStartArray();
                foreach (var item in list)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"A {value.GetType()} has no form in JSON.");
        }
    }

    private static void WriteObject(Utf8JsonWriter json, Document document)
    {
        json.WriteStartObject();
        foreach (var (name, value) in document)
        {
            if (value is not null)
            {
                json.WritePropertyName(name);
                Write(json, value);
            }
        }

        json.WriteEndObject();
    }
}
