using System.Text.Json;
using System.Xml.Linq;

namespace IoTLoad.Aws.Protocols;

/// <summary>A member of a structure: its name on the wire, where it travels, and how to get at it.</summary>
/// <param name="name">Name on the wire.</param>
/// <param name="place">Where it travels.</param>
/// <typeparam name="T">Type of the structure.</typeparam>
internal abstract class Member<T>(string name, Place place)
{
    /// <summary>Name on the wire: of the JSON property, form field, XML element, path label, query parameter or header.</summary>
    public string Name { get; } = name;

    /// <summary>Where it travels.</summary>
    public Place Place { get; } = place;

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
