using System.Text.Json;
using System.Xml.Linq;

namespace IoTLoad.Aws.Protocols;

/// <summary>A value type as the nullable property that holds it.</summary>
/// <param name="shape">Shape of the value.</param>
/// <typeparam name="T">Type of the value.</typeparam>
internal sealed class OptionalShape<T>(Shape<T> shape) : Shape<T?>
    where T : struct
{
    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, T? value) => shape.WriteJson(json, value!.Value);

    /// <inheritdoc/>
    public override T? ReadJson(JsonElement json) => shape.ReadJson(json);

    /// <inheritdoc/>
    public override void WriteForm(IDictionary<string, string> form, string key, T? value) => shape.WriteForm(form, key, value!.Value);

    /// <inheritdoc/>
    public override T? ReadXml(XElement xml) => shape.ReadXml(xml);

    /// <inheritdoc/>
    public override string ToText(T? value) => shape.ToText(value!.Value);

    /// <inheritdoc/>
    public override T? FromText(string text) => shape.FromText(text);
}
