using System.Text.Json;
using System.Xml.Linq;

namespace IoTLoad.Aws.Protocols;

/// <summary>A map from strings to strings, a JSON object. No operation here has one in a form or in XML.</summary>
internal sealed class MapShape : Shape<Dictionary<string, string>>
{
    public override void WriteJson(Utf8JsonWriter json, Dictionary<string, string> value)
    {
        json.WriteStartObject();
        foreach (var (key, text) in value)
        {
            json.WriteString(key, text);
        }

        json.WriteEndObject();
    }

    public override Dictionary<string, string> ReadJson(JsonElement json)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in json.EnumerateObject())
        {
            if (entry.Value.GetString() is { } text)
            {
                map[entry.Name] = text;
            }
        }

        return map;
    }

    public override void WriteForm(IDictionary<string, string> form, string key, Dictionary<string, string> value) =>
        throw new NotSupportedException("No query operation sends a map.");

    public override Dictionary<string, string> ReadXml(XElement xml) =>
        throw new NotSupportedException("No query operation returns a map.");
}
