using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IoTLoad.Sandbox.Wire;

/// <summary>Documents as JSON: times are seconds since 1970, bytes are base64.</summary>
internal static class JsonCodec
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new DocumentConverter(), new TimeConverter() },
    };

    /// <summary>Reads a structure; nothing at all is an empty one.</summary>
    /// <exception cref="InvalidInputException">It is no JSON object.</exception>
    public static Document Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return json.IsEmpty ? [] : JsonSerializer.Deserialize<Document>(json.Span, Options)
                ?? throw new InvalidInputException("The request's body is not a JSON object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException($"The request's body is not valid JSON: {e.Message}");
        }
    }

    public static byte[] Write(Document document) => JsonSerializer.SerializeToUtf8Bytes(document, Options);

    /// <summary>Writes a structure as text.</summary>
    public static string Text(Document document) => Encoding.UTF8.GetString(Write(document));

    private sealed class DocumentConverter : JsonConverter<Document>
    {
        public override Document? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Value(JsonElement.ParseValue(ref reader)) as Document;

        public override void Write(Utf8JsonWriter writer, Document value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (name, member) in value.Present)
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, member, options);
            }

            writer.WriteEndObject();
        }

        private static object? Value(JsonElement json) => json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => json.TryGetInt64(out var integer) ? integer : json.GetDouble(),
            JsonValueKind.Array => json.EnumerateArray().Select(Value).ToList(),
            JsonValueKind.Object => Document.Of(json.EnumerateObject().Select(each => KeyValuePair.Create(each.Name, Value(each.Value)))),
            _ => null,
        };
    }

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Only documents are read, whose times are numbers.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteNumberValue((decimal)value.ToUnixTimeMilliseconds() / 1000);
    }
}
