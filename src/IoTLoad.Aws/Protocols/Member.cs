using System.Text.Json;
using System.Xml.Linq;

namespace IoTLoad.Aws.Protocols;

/// <summary>Where in a request or response a member travels.</summary>
internal enum Place
{
    /// <summary>In the document: a JSON property, a form field or an XML element.</summary>
    Body,

    /// <summary>In the path; always required.</summary>
    Path,

    /// <summary>In the query string.</summary>
    Query,

    /// <summary>In a header.</summary>
    Header,

    /// <summary>The member is the body: bytes as they are, a structure as the JSON document.</summary>
    Payload,
}

/// <summary>A member of a structure: its name on the wire, and how to get at it.</summary>
/// <param name="name">Name on the wire.</param>
/// <typeparam name="T">Type of the structure.</typeparam>
internal abstract class Member<T>(string name)
{
    /// <summary>Name on the wire: of the JSON property, form field, XML element, path label, query parameter or header.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the member has a value.</summary>
    public abstract bool IsSet(T owner);

    /// <summary>Writes the value, without the property name.</summary>
    public abstract void WriteJson(Utf8JsonWriter json, T owner);

    /// <summary>Sets the member from a JSON value that is not null.</summary>
    public abstract void ReadJson(JsonElement json, T owner);

    /// <summary>Adds the form fields of the value.</summary>
    public abstract void WriteForm(IDictionary<string, string> form, string key, T owner);

    /// <summary>Sets the member from an XML element.</summary>
    public abstract void ReadXml(XElement xml, T owner);

    /// <summary>The value as text.</summary>
    public abstract string ToText(T owner);

    /// <summary>Sets the member from text.</summary>
    public abstract void FromText(string text, T owner);

    /// <summary>The value as the bytes of a body, or null where it is a document.</summary>
    public abstract MemoryStream? ToBytes(T owner);

    /// <summary>Sets the member from a body of bytes; false where it is a document.</summary>
    public abstract bool FromBytes(MemoryStream bytes, T owner);
}

/// <summary>A member over a property.</summary>
/// <param name="name">Name on the wire.</param>
/// <param name="shape">Shape of the value.</param>
/// <param name="get">Reads the property; null is "not set".</param>
/// <param name="set">Writes the property.</param>
/// <typeparam name="T">Type of the structure.</typeparam>
/// <typeparam name="TValue">Type of the property.</typeparam>
internal sealed class TypedMember<T, TValue>(string name, Shape<TValue> shape, Func<T, TValue?> get, Action<T, TValue> set)
    : Member<T>(name)
{
    public override bool IsSet(T owner) => get(owner) is not null;

    public override void WriteJson(Utf8JsonWriter json, T owner) => shape.WriteJson(json, get(owner)!);

    public override void ReadJson(JsonElement json, T owner) => set(owner, shape.ReadJson(json));

    public override void WriteForm(IDictionary<string, string> form, string key, T owner) => shape.WriteForm(form, key, get(owner)!);

    public override void ReadXml(XElement xml, T owner) => set(owner, shape.ReadXml(xml));

    public override string ToText(T owner) => shape.ToText(get(owner)!);

    public override void FromText(string text, T owner) => set(owner, shape.FromText(text));

    public override MemoryStream? ToBytes(T owner) => get(owner) as MemoryStream;

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

/// <summary>A value type as the nullable property that holds it.</summary>
/// <param name="shape">Shape of the value.</param>
/// <typeparam name="T">Type of the value.</typeparam>
internal sealed class OptionalShape<T>(Shape<T> shape) : Shape<T?>
    where T : struct
{
    public override void WriteJson(Utf8JsonWriter json, T? value) => shape.WriteJson(json, value!.Value);

    public override T? ReadJson(JsonElement json) => shape.ReadJson(json);

    public override void WriteForm(IDictionary<string, string> form, string key, T? value) => shape.WriteForm(form, key, value!.Value);

    public override T? ReadXml(XElement xml) => shape.ReadXml(xml);

    public override string ToText(T? value) => shape.ToText(value!.Value);

    public override T? FromText(string text) => shape.FromText(text);
}
