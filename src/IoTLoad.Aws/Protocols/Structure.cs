using System.Collections;
using System.Text.Json;
using System.Xml.Linq;

namespace IoTLoad.Aws.Protocols;

/// <summary>
/// The members of a type, as its collection initialiser lists them. The one description serves every protocol and both
/// directions; nothing is found by reflection, so that trimming keeps what is used and drops the rest.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
internal sealed class Structure<T> : Shape<T>, IEnumerable<Member<T>>
    where T : class, new()
{
    private readonly List<Member<T>>[] _places = [.. Enum.GetValues<Place>().Select(_ => new List<Member<T>>())];

    /// <summary>Adds a member that is an object.</summary>
    /// <param name="name">Name on the wire.</param>
    /// <param name="shape">Shape of the value.</param>
    /// <param name="get">Reads the property.</param>
    /// <param name="set">Writes the property.</param>
    /// <param name="place">Where it travels.</param>
    /// <typeparam name="TValue">Type of the property.</typeparam>
    public void Add<TValue>(string name, Shape<TValue> shape, Func<T, TValue?> get, Action<T, TValue> set, Place place = Place.Body)
        where TValue : class => In(place).Add(new TypedMember<T, TValue>(name, shape, get, set));

    /// <summary>Adds a member that is a value type, in a nullable property.</summary>
    /// <param name="name">Name on the wire.</param>
    /// <param name="shape">Shape of the value.</param>
    /// <param name="get">Reads the property.</param>
    /// <param name="set">Writes the property.</param>
    /// <param name="place">Where it travels.</param>
    /// <typeparam name="TValue">Type of the value.</typeparam>
    public void Add<TValue>(string name, Shape<TValue> shape, Func<T, TValue?> get, Action<T, TValue?> set, Place place = Place.Body)
        where TValue : struct => In(place).Add(new TypedMember<T, TValue?>(name, new OptionalShape<TValue>(shape), get, set));

    /// <summary>The members in a place.</summary>
    public List<Member<T>> In(Place place) => _places[(int)place];

    public override void WriteJson(Utf8JsonWriter json, T value)
    {
        json.WriteStartObject();
        foreach (var member in In(Place.Body))
        {
            if (member.IsSet(value))
            {
                json.WritePropertyName(member.Name);
                member.WriteJson(json, value);
            }
        }

        json.WriteEndObject();
    }

    public override T ReadJson(JsonElement json)
    {
        var value = new T();
        ReadJson(json, value);
        return value;
    }

    /// <summary>Sets the document's members of an object that exists.</summary>
    public void ReadJson(JsonElement json, T value)
    {
        foreach (var member in In(Place.Body))
        {
            if (json.TryGetProperty(member.Name, out var property) && property.ValueKind != JsonValueKind.Null)
            {
                member.ReadJson(property, value);
            }
        }
    }

    public override void WriteForm(IDictionary<string, string> form, string key, T value)
    {
        foreach (var member in In(Place.Body))
        {
            if (member.IsSet(value))
            {
                member.WriteForm(form, key.Length == 0 ? member.Name : $"{key}.{member.Name}", value);
            }
        }
    }

    public override T ReadXml(XElement xml)
    {
        var value = new T();
        foreach (var member in In(Place.Body))
        {
            if (xml.Elements().FirstOrDefault(e => e.Name.LocalName == member.Name) is { } element)
            {
                member.ReadXml(element, value);
            }
        }

        return value;
    }

    public IEnumerator<Member<T>> GetEnumerator() => _places.SelectMany(place => place).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
