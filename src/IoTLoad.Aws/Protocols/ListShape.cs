using System.Text.Json;
using System.Xml.Linq;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Protocols;

/// <summary>A list: a JSON array; <c>key.member.1</c> and so on in forms; <c>member</c> elements in XML.</summary>
/// <param name="item">Shape of an item.</param>
/// <typeparam name="T">Type of an item.</typeparam>
internal sealed class ListShape<T>(Shape<T> item) : Shape<List<T>>
{
    public override void WriteJson(Utf8JsonWriter json, List<T> value)
    {
        json.WriteStartArray();
        foreach (var one in value)
        {
            item.WriteJson(json, one);
        }

        json.WriteEndArray();
    }

    public override List<T> ReadJson(JsonElement json)
    {
        var list = new List<T>(json.GetArrayLength());
        foreach (var one in json.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.Null)
            {
                list.Add(item.ReadJson(one));
            }
        }

        return list;
    }

    public override void WriteForm(IDictionary<string, string> form, string key, List<T> value)
    {
        if (value.Count == 0)
        {
            // An empty field says "no items" where no field says "not set".
            form[key] = "";
        }

        for (var i = 0; i < value.Count; i++)
        {
            item.WriteForm(form, Text($"{key}.member.{i + 1}"), value[i]);
        }
    }

    public override List<T> ReadXml(XElement xml) => [.. xml.Elements().Where(e => e.Name.LocalName == "member").Select(item.ReadXml)];
}
