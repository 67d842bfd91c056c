using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.PlanFiles;

namespace IoTLoad.Engine.Tests.PlanFiles;

/// <summary>The JSON schema (draft 2020-12) of plan files, made from the plan's types.</summary>
internal static class PlanSchema
{
    private const string Variable = @"\$\{[^}]+\}";

    /// <summary>Makes the schema.</summary>
    /// <param name="describe">What a member of a type is, by the type and the member's name in C#; null if it is not known.</param>
    public static JsonObject Create(Func<Type, string, string?> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "IoTLoad plan",
            ["description"] = "A load test: what Start-IoTLoadTest -Plan runs.",
        };
        var record = Record(PlanFields.Of(typeof(LoadPlan)), "", describe);
        var fields = (JsonObject)record["properties"]!;
        fields["$schema"] = new JsonObject { ["type"] = "string" };
        fields["extends"] = Described("Plan files, relative to this one, whose fields hold where this file has none.", OneOrMore(Text()));
        fields["variables"] = Described(
            "Variables with their defaults: ${name} anywhere below. A variable without a default must be given (-Variable).",
            new JsonObject
            {
                ["type"] = new JsonArray("object", "null"),
                ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null") },
            });
        foreach (var (name, value) in record)
        {
            schema[name] = value!.DeepClone();
        }

        schema["$defs"] = new JsonObject
        {
            ["text"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
            ["flag"] = Any(new JsonObject { ["type"] = "boolean" }, Pattern(Variable)),
            ["integer"] = Any(new JsonObject { ["type"] = "integer" }, Pattern(@"^-?\d+(\.\d+)?[kM]?(/s)?$"), Pattern(Variable)),
            ["number"] = Any(new JsonObject { ["type"] = "number" }, Pattern(@"^-?\d+(\.\d+)?[kM]?(/s)?$"), Pattern(Variable)),
            ["duration"] = Any(
                new JsonObject { ["const"] = 0 },
                Pattern(@"^\s*(?=.*\d)(\d+(\.\d+)?[dD])?\s*(\d+(\.\d+)?[hH])?\s*(\d+(\.\d+)?[mM](?![sS]))?\s*(\d+(\.\d+)?[sS])?\s*"
                    + @"(\d+(\.\d+)?[mM][sS])?\s*$"),
                Pattern(@"^-?\d+(\.\d+)*(:\d+(\.\d+)?)+$"), Pattern("^0$"), Pattern(Variable)),
            ["uri"] = Any(Pattern("^[a-zA-Z][a-zA-Z0-9+.-]*://"), Pattern(Variable)),
            ["stage"] = Stage(),
            ["scenario"] = Record(PlanFields.Of(typeof(ScenarioPlan)), "scenarios", describe),
        };
        return schema;
    }

    private static JsonObject Record(JsonTypeInfo type, string path, Func<Type, string, string?> describe)
    {
        var fields = new JsonObject();
        foreach (var field in PlanFields.FieldsOf(type))
        {
            var inner = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            var value = field.PropertyType == typeof(IReadOnlyList<ScenarioPlan>) ? Scenarios()
                : Value(field.PropertyType, inner, describe);
            var any = new JsonObject { ["anyOf"] = new JsonArray(value, new JsonObject { ["type"] = "null" }) };
            fields[field.Name] = Described(describe(type.Type, char.ToUpperInvariant(field.Name[0]) + field.Name[1..]), any);
        }

        return new JsonObject { ["type"] = "object", ["properties"] = fields, ["additionalProperties"] = false };
    }

    private static JsonObject Value(Type type, string path, Func<Type, string, string?> describe)
    {
        var info = PlanFields.Of(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object when type == typeof(LoadStage) => Ref("stage"),
            JsonTypeInfoKind.Object => Record(info, path, describe),
            JsonTypeInfoKind.Enumerable => OneOrMore(Value(info.ElementType!, path, describe)),
            _ => Scalar(Nullable.GetUnderlyingType(type) ?? type),
        };
    }

    private static JsonObject Scalar(Type type) => type switch
    {
        _ when type == typeof(MqttVersion) => Words([.. PlanFields.MqttVersions.Keys, .. Enum.GetNames<MqttVersion>(), 5]),
        { IsEnum: true } => Words([.. Enum.GetNames(type)]),
        _ when type == typeof(bool) => Ref("flag"),
        _ when type == typeof(int) => Ref("integer"),
        _ when type == typeof(double) => Ref("number"),
        _ when type == typeof(TimeSpan) => Ref("duration"),
        _ when type == typeof(Uri) => Ref("uri"),
        _ => Text(),
    };

    /// <summary>Scenarios by name, or as a list in which each has its name.</summary>
    private static JsonObject Scenarios()
    {
        JsonNode named = new JsonObject { ["not"] = new JsonObject { ["required"] = new JsonArray("name") } };
        return Any(
            new JsonObject
            {
                ["type"] = "object",
                ["propertyNames"] = new JsonObject { ["pattern"] = ScenarioCheck.NamePattern },
                ["additionalProperties"] = Any(
                    new JsonObject { ["allOf"] = new JsonArray(Ref("scenario"), named) }, new JsonObject { ["type"] = "null" }),
            },
            new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject
                {
                    ["allOf"] = new JsonArray(Ref("scenario"), new JsonObject { ["required"] = new JsonArray("name") }),
                },
            });
    }

    private static JsonObject Stage()
    {
        var fields = new JsonObject
        {
            ["duration"] = Described("Length of the stage.", Ref("duration")),
            ["rate"] = Described("Messages a second, held for the whole stage.", Ref("number")),
            ["startRate"] = Described("Messages a second at the start; without it, where the stage before ended, or 0.", Ref("number")),
            ["endRate"] = Described("Messages a second at the end, reached linearly.", Ref("number")),
        };
        var record = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = fields,
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("duration"),
            ["oneOf"] = new JsonArray(
                new JsonObject { ["required"] = new JsonArray("rate"), ["properties"] = new JsonObject { ["startRate"] = false } },
                new JsonObject { ["required"] = new JsonArray("endRate") }),
        };
        return Any(Pattern("^[^:]+:[^:]+$"), record);
    }

    private static JsonObject Words(JsonArray words) => Any(new JsonObject { ["enum"] = words }, Pattern(Variable));

    private static JsonObject OneOrMore(JsonObject item) =>
        Any(item, new JsonObject { ["type"] = "array", ["items"] = item.DeepClone() });

    private static JsonObject Any(params JsonNode[] choices) => new() { ["anyOf"] = new JsonArray(choices) };

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Text() => Ref("text");

    private static JsonObject Ref(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static JsonObject Described(string? description, JsonObject value)
    {
        if (description is not null)
        {
            value.Insert(0, "description", description);
        }

        return value;
    }
}
