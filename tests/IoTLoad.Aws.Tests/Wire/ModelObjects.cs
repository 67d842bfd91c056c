using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace IoTLoad.Aws.Tests.Wire;

/// <summary>
/// Makes our objects from botocore's values and the other way round, by the names of the properties alone, so that nothing
/// of what is tested takes part.
/// </summary>
public static class ModelObjects
{
    /// <summary>The members of a type that are compared, as deep as its types go.</summary>
    public static JsonObject Members(Type type)
    {
        var members = new JsonObject();
        foreach (var property in Properties(type))
        {
            members[ModelName(type, property)] = MembersOfValue(property.PropertyType);
        }

        return members;
    }

    /// <summary>Makes an object of a type.</summary>
    public static object Make(Type type, JsonObject value)
    {
        var made = Activator.CreateInstance(type)!;
        var properties = Properties(type).ToDictionary(property => ModelName(type, property), StringComparer.Ordinal);
        foreach (var (name, item) in value)
        {
            var property = properties[Capital(name)];
            property.SetValue(made, MakeValue(property.PropertyType, item!));
        }

        return made;
    }

    /// <summary>An object as botocore's values, with property names; what is not set is left out.</summary>
    public static JsonObject Read(object value)
    {
        var read = new JsonObject();
        foreach (var property in Properties(value.GetType()))
        {
            if (property.GetValue(value) is { } item)
            {
                read[ModelName(value.GetType(), property)] = ReadValue(item);
            }
        }

        return read;
    }

    /// <summary>botocore's names, which may begin with a small letter, as property names; keys of maps stay.</summary>
    public static JsonNode? Capitalize(JsonNode? value, JsonNode members) => value switch
    {
        JsonObject o when members is JsonObject { Count: > 0 } known => new JsonObject(
            o.Where(item => known.ContainsKey(Capital(item.Key)))
                .Select(item => KeyValuePair.Create(Capital(item.Key), Capitalize(item.Value, known[Capital(item.Key)]!)))),
        JsonArray a => new JsonArray([.. a.Select(item => Capitalize(item, members))]),
        _ => value?.DeepClone(),
    };

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    // Two properties of the official InvokeRequest are texts of two others.
    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.DeclaringType != typeof(AmazonWebServiceResponse) && property.DeclaringType != typeof(AmazonWebServiceRequest)
        where type.Name != "InvokeRequest" || property.Name is not ("Payload" or "ClientContext")
        select property;

    private static string ModelName(Type type, PropertyInfo property) => (type.Name, property.Name) switch
    {
        ("InvokeRequest", "PayloadStream") => "Payload",
        ("InvokeRequest", "ClientContextBase64") => "ClientContext",
        _ => property.Name,
    };

    private static JsonNode MembersOfValue(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            return MembersOfValue(type.GetGenericArguments()[0]);
        }

        var isStructure = type.Namespace!.StartsWith("Amazon.", StringComparison.Ordinal) && !type.IsSubclassOf(typeof(ConstantClass));
        return isStructure ? Members(type) : new JsonObject();
    }

    private static object MakeValue(Type type, JsonNode value)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var list = (IList)Activator.CreateInstance(type)!;
            foreach (var item in value.AsArray())
            {
                list.Add(MakeValue(type.GetGenericArguments()[0], item!));
            }

            return list;
        }

        return value switch
        {
            JsonObject o when o["$bytes"] is { } bytes => new MemoryStream(Convert.FromBase64String(bytes.GetValue<string>())),
            JsonObject o when o["$time"] is { } time => DateTime.UnixEpoch.AddSeconds(time.GetValue<double>()),
            JsonObject o when o["$json"] is { } json => PythonJson(json),
            JsonObject o when type == typeof(Dictionary<string, string>) =>
                o.ToDictionary(item => item.Key, item => item.Value!.GetValue<string>(), StringComparer.Ordinal),
            JsonObject o => Make(type, o),
            _ when type.IsSubclassOf(typeof(ConstantClass)) => Activator.CreateInstance(type, value.GetValue<string>())!,
            _ => Convert.ChangeType(value.AsValue().GetValue<object>() is var raw && type == typeof(string)
                ? value.GetValue<string>() : Number(raw, value), type, CultureInfo.InvariantCulture),
        };
    }

    private static object Number(object raw, JsonNode value) => raw is bool ? raw : value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.True => true,
        System.Text.Json.JsonValueKind.False => false,
        _ => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    // The text that Python's json.dumps with its default escapes makes of a value.
    private static string PythonJson(JsonNode value)
    {
        var text = value.ToJsonString(
            new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.BasicLatin) });
        return System.Text.RegularExpressions.Regex.Replace(text, @"\\u([0-9A-F]{4})", match => match.Value.ToLowerInvariant());
    }

    private static JsonNode ReadValue(object value) => value switch
    {
        string text => JsonValue.Create(text),
        ConstantClass constant => JsonValue.Create(constant.Value),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        DateTime time => new JsonObject { ["$time"] = (time.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds },
        MemoryStream bytes => new JsonObject { ["$bytes"] = Convert.ToBase64String(bytes.ToArray()) },
        Dictionary<string, string> map => new JsonObject(map.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value))),
        IList list => new JsonArray([.. list.Cast<object>().Select(ReadValue)]),
        _ => Read(value),
    };
}
