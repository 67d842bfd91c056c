using System.Text.Json;
using System.Xml.Linq;

namespace IoTLoad.Aws.Protocols;

/// <summary>A member over a property.</summary>
/// <param name="name">Name on the wire.</param>
/// <param name="place">Where it travels.</param>
/// <param name="shape">Shape of the value.</param>
/// <param name="get">Reads the property; null is "not set".</param>
/// <param name="set">Writes the property.</param>
/// <typeparam name="T">Type of the structure.</typeparam>
/// <typeparam name="TValue">Type of the property.</typeparam>
internal sealed class TypedMember<T, TValue>(string name, Place place, Shape<TValue> shape, Func<T, TValue?> get, Action<T, TValue> set)
    : Member<T>(name, place)
{
    /// <inheritdoc/>
    public override bool IsSet(T owner) => get(owner) is not null;

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, T owner) => shape.WriteJson(json, get(owner)!);

    /// <inheritdoc/>
    public override void ReadJson(JsonElement json, T owner) => set(owner, shape.ReadJson(json));

    /// <inheritdoc/>
    public override void WriteForm(IDictionary<string, string> form, string key, T owner) => shape.WriteForm(form, key, get(owner)!);

    /// <inheritdoc/>
    public override void ReadXml(XElement xml, T owner) => set(owner, shape.ReadXml(xml));

    /// <inheritdoc/>
    public override string ToText(T owner) => shape.ToText(get(owner)!);

    /// <inheritdoc/>
    public override void FromText(string text, T owner) => set(owner, shape.FromText(text));

    /// <inheritdoc/>
    public override MemoryStream? ToBytes(T owner) => get(owner) as MemoryStream;

    /// <inheritdoc/>
    public override bool FromBytes(MemoryStream bytes, T owner)
    {
        if (bytes is TValue value)
        {
            set(owner, value);
            return true;
        }

        return false;
    }
}
