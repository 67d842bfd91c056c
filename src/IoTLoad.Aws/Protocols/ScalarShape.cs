using System.Text.Json;
using System.Xml.Linq;

namespace IoTLoad.Aws.Protocols;

/// <summary>A value that has a text form; forms and XML carry that text.</summary>
/// <param name="write">Writes a JSON value.</param>
/// <param name="read">Reads a JSON value.</param>
/// <param name="toText">The text of a value.</param>
/// <param name="fromText">The value of a text.</param>
/// <typeparam name="T">Type of the values.</typeparam>
internal sealed class ScalarShape<T>(
    Action<Utf8JsonWriter, T> write, Func<JsonElement, T> read, Func<T, string> toText, Func<string, T> fromText) : Shape<T>
{
    public override void WriteJson(Utf8JsonWriter json, T value) => write(json, value);

    public override T ReadJson(JsonElement json) => read(json);

    public override void WriteForm(IDictionary<string, string> form, string key, T value) => form[key] = toText(value);

    public override T ReadXml(XElement xml) => fromText(xml.Value);

    public override string ToText(T value) => toText(value);

    public override T FromText(string text) => fromText(text);
}
