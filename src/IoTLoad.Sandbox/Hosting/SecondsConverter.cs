using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>Times are numbers of seconds; .NET's own form (<c>00:00:01.5</c>) is read as well.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return TimeSpan.FromSeconds(reader.GetDouble());
        }

        return reader.TokenType == JsonTokenType.String && TimeSpan.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var time)
            ? time
            : throw new JsonException("A time is neither a number of seconds nor a text such as 00:00:01.5.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.TotalSeconds);
}
