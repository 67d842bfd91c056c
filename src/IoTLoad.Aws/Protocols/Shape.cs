using System.Text.Json;
using System.Xml.Linq;

namespace IoTLoad.Aws.Protocols;

/// <summary>
/// How values of one type travel: in JSON (REST-JSON and JSON 1.x), in a form (query requests), in XML (query responses),
/// and as text (paths, query strings and headers). A shape is made once and holds no state.
/// </summary>
/// <typeparam name="T">Type of the values; never a nullable one, because what is not set is not sent.</typeparam>
internal abstract class Shape<T>
{
    /// <summary>Writes a JSON value.</summary>
    public abstract void WriteJson(Utf8JsonWriter json, T value);

    /// <summary>Reads a JSON value that is not null.</summary>
    public abstract T ReadJson(JsonElement json);

    /// <summary>Adds the form fields of a value: one for a scalar, <c>key.member.1</c> and so on for a list.</summary>
    public abstract void WriteForm(IDictionary<string, string> form, string key, T value);

    /// <summary>Reads the content of an XML element.</summary>
    public abstract T ReadXml(XElement xml);

    /// <summary>The text for a path, a query string or a header.</summary>
    public virtual string ToText(T value) => throw new NotSupportedException($"{typeof(T)} has no place in a path, query or header.");

    /// <summary>Reads a header.</summary>
    public virtual T FromText(string text) => throw new NotSupportedException($"{typeof(T)} has no place in a header.");
}
