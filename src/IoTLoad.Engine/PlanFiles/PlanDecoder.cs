using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.PlanFiles;

/// <summary>Turns the nodes of a plan file into the plan's JSON, with an error at the place of what cannot be used.</summary>
internal sealed class PlanDecoder(PlanVariables variables)
{
    private static readonly string[] StageFields = ["duration", "rate", "startRate", "endRate"];
    private readonly Dictionary<string, PlanMark> _places = new(StringComparer.Ordinal);

    /// <summary>Where each field stands, by its path, such as <c>devices.count</c>.</summary>
    public IReadOnlyDictionary<string, PlanMark> Places => _places;

    /// <summary>The JSON of a record: what the map names over <paramref name="defaults"/>.</summary>
    public JsonObject Record(PlanMap map, JsonTypeInfo type, JsonObject defaults, string path)
    {
        var fields = PlanFields.FieldsOf(type);
        foreach (var (key, value) in map.Fields)
        {
            var field = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            if (path.Length == 0 && PlanFields.OfFile.Contains(key.Value))
            {
                continue;
            }

            if (PlanFields.Secrets.TryGetValue(PlanFields.WithoutScenario(field), out var parameter))
            {
                throw key.At.Error(
                    "SecretInPlanFile", $"'{field}' is a secret, and a plan file holds none.", $"Leave it out, and give {parameter}.");
            }

            if (fields.FirstOrDefault(each => each.Name == key.Value) is not { } info)
            {
                var known = fields.Select(each => each.Name).Concat(path.Length == 0 ? PlanFields.OfFile : []).ToList();
                var where = path.Length == 0 ? "A plan" : $"'{path}'";
                throw key.At.Error(
                    "UnknownPlanField", $"{(path.Length == 0 ? "a plan" : where)} has no field '{key.Value}'.",
                    $"Did you mean '{NearestWord.Of(key.Value, known)}'? {where} has {string.Join(", ", known)}.");
            }

            _places[field] = value.At;
            if (value is PlanScalar { IsNull: true })
            {
                if (PlanFields.Derived.Contains(key.Value))
                {
                    _places.Remove(field);
                }

                // The field's default, whatever a file below says.
                if (path.StartsWith("scenarios.", StringComparison.Ordinal))
                {
                    defaults[key.Value] = PlanFields.DefaultAt(PlanFields.WithoutScenario(field));
                }

                continue;
            }

            if (info.PropertyType != typeof(IReadOnlyList<ScenarioPlan>))
            {
                defaults[key.Value] = Value(value, info.PropertyType, defaults[key.Value] as JsonObject, field);
            }
        }

        if (path.Length == 0 && map.Find("scenarios") is { } scenarios and not PlanScalar { IsNull: true })
        {
            // They come last: what they do not say, they have from the fields above, wherever those stand in the file.
            defaults["scenarios"] = Scenarios(scenarios, defaults);
        }

        return defaults;
    }

    private JsonArray Scenarios(PlanNode node, JsonObject plan)
    {
        const string Form = "Write each below its name, such as \"scenarios: { meters: { devices: { count: 10 }, stages: 1m:50 } }\".";
        IEnumerable<(string? Name, PlanMark At, PlanNode Value)> items = node switch
        {
            PlanMap map => map.Fields.Select(field => ((string?)field.Key.Value, field.Key.At, field.Value)),
            PlanList list => list.Items.Select(item => ((string?)null, item.At, item)),
            _ => throw Invalid(node, "scenarios", "scenarios by name", Form),
        };
        var scenarios = new JsonArray();
        foreach (var (key, at, value) in items)
        {
            var map = value as PlanMap ?? (key is not null && value is PlanScalar { IsNull: true } ? new PlanMap(at, [])
                : throw Invalid(value, "scenarios", "the fields of a scenario", Form));
            var named = map.Find("name");
            var name = key is not null && named is null ? key
                : key is null && named is PlanScalar { IsNull: false } text ? variables.Expand(text)
                : throw (named?.At ?? at).Error(
                    "InvalidPlanValue", key is null ? "the scenario has no name." : $"the scenario has its name '{key}' already.",
                    key is null ? "Write \"name: meters\"." : "Leave out \"name\", or write the scenarios as a list.");
            var path = $"scenarios.{name}";
            _places[path] = at;
            var defaults = PlanFields.Default(typeof(ScenarioPlan));
            foreach (var field in PlanFields.OfScenario.Where(field => map.Find(field) is PlanMap && plan[field] is JsonObject))
            {
                defaults[field] = plan[field]!.DeepClone();
            }

            var scenario = Record(map, PlanFields.Of(typeof(ScenarioPlan)), defaults, path);
            scenario["name"] = name;
            scenarios.Add((JsonNode)scenario);
        }

        return scenarios;
    }

    private JsonNode Value(PlanNode node, Type type, JsonObject? defaults, string path)
    {
        var info = PlanFields.Of(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object when node is PlanMap map =>
                Record(map, info, defaults?.DeepClone() as JsonObject ?? PlanFields.Default(type), path),
            JsonTypeInfoKind.Object => throw Invalid(node, path, "fields", Example(info)),
            JsonTypeInfoKind.Enumerable => List(node, info.ElementType!, path),
            _ => Scalar(node, Nullable.GetUnderlyingType(type) ?? type, path),
        };
    }

    private JsonArray List(PlanNode node, Type element, string path)
    {
        // A list of one needs no dash.
        IReadOnlyList<PlanNode> items = node is PlanList list ? list.Items : [node];
        var array = new JsonArray();
        var rate = 0.0;
        foreach (var item in items)
        {
            _places[$"{path}[{array.Count}]"] = item.At;
            array.Add(element == typeof(LoadStage) ? Stage(item, ref rate) : Value(item, element, null, path));
        }

        return array;
    }

    private JsonObject Stage(PlanNode node, ref double rate)
    {
        if (node is PlanScalar { } text)
        {
            var parts = variables.Expand(text).Split(':', StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || Number(parts[1]) is not { } target)
            {
                throw Invalid(node, "stages", "a stage", "Write \"30s:1000\" (in 30 s to 1,000/s), or { duration: 10m, rate: 1000 }.");
            }

            return Stage(rate, rate = target, Duration(text, parts[0], "stages.duration"));
        }

        if (node is not PlanMap map)
        {
            throw Invalid(node, "stages", "a stage", "Write \"30s:1000\" (in 30 s to 1,000/s), or { duration: 10m, rate: 1000 }.");
        }

        foreach (var (key, value) in map.Fields)
        {
            _places.TryAdd($"stages.{(key.Value == "rate" ? "endRate" : key.Value)}", value.At);
            if (!StageFields.Contains(key.Value))
            {
                throw key.At.Error(
                    "UnknownPlanField", $"a stage has no field '{key.Value}'.",
                    $"Did you mean '{NearestWord.Of(key.Value, StageFields)}'? A stage has {string.Join(", ", StageFields)}.");
            }
        }

        var hold = Rate(map, "rate");
        if (hold is not null && (map.Find("endRate") ?? map.Find("startRate")) is { } second)
        {
            throw second.At.Error(
                "InvalidPlanValue", "a stage with a rate holds it, and has no start or end rate.", "Write rate, or startRate and endRate.");
        }

        var start = hold ?? Rate(map, "startRate") ?? rate;
        rate = hold ?? Rate(map, "endRate") ?? throw map.At.Error(
            "InvalidPlanValue", "the stage has no rate.", "Write \"rate: 1000\" to hold a rate, or \"endRate: 1000\" to go to it.");
        return map.Find("duration") switch
        {
            PlanScalar duration => Stage(start, rate, Duration(duration, variables.Expand(duration), "stages.duration")),
            { } other => throw Invalid(other, "stages.duration", "a duration", "Write for example 30s, 10m or 1h30m."),
            _ => throw map.At.Error("InvalidPlanValue", "the stage has no duration.", "Write for example \"duration: 10m\"."),
        };
    }

    private double? Rate(PlanMap map, string field) => map.Find(field) switch
    {
        null => null,
        PlanScalar scalar when Number(variables.Expand(scalar)) is { } number => number,
        { } other => throw Invalid(other, $"stages.{field}", "a number", "Write messages a second, such as 1000, 0.5 or 20k."),
    };

    private static JsonObject Stage(double start, double end, TimeSpan duration) => PlanFields.Node(new LoadStage(start, end, duration));

    private JsonNode Scalar(PlanNode node, Type type, string path)
    {
        if (node is not PlanScalar scalar || scalar.IsNull)
        {
            throw Invalid(node, path, "a single value", "Write it after the colon, in the same line.");
        }

        var text = variables.Expand(scalar);
        if (type.IsEnum)
        {
            return Enumeration(scalar, text, type, path);
        }

        return type switch
        {
            _ when type == typeof(string) => PlanFields.Paths.Contains(PlanFields.WithoutScenario(path)) && text.Length > 0
                ? Path.GetFullPath(text, Path.GetDirectoryName(scalar.At.File) ?? "") : text,
            _ when type == typeof(bool) => bool.TryParse(text, out var flag) ? flag
                : throw Invalid(node, path, "true or false", $"Did you mean {NearestWord.Of(text, ["true", "false"])}?"),
            _ when type == typeof(TimeSpan) => Duration(scalar, text, path).ToString("c", CultureInfo.InvariantCulture),
            _ when type == typeof(Uri) => text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out _)
                ? text
                : throw Invalid(node, path, "a URI", "Write for example mqtts://host:8883, wss://host/mqtt or https://host."),
            _ when type == typeof(int) => Number(text) is { } number && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue
                ? (int)number : throw Invalid(node, path, "a whole number", "Write for example 100 or 20k."),
            _ when type == typeof(double) => Number(text) is { } number ? number
                : throw Invalid(node, path, "a number", "Write for example 1000, 0.5 or 20k, with a point before decimals."),
            _ => throw new InvalidOperationException($"A plan file has no form for {type}."),
        };
    }

    private static JsonNode Enumeration(PlanScalar scalar, string text, Type type, string path)
    {
        if (type == typeof(MqttVersion) && PlanFields.MqttVersions.TryGetValue(text, out var version))
        {
            return version.ToString();
        }

        var names = Enum.GetNames(type);
        if (names.FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return found;
        }

        var words = type == typeof(MqttVersion) ? [.. PlanFields.MqttVersions.Keys] : names;
        throw Invalid(
            scalar, path, $"one of {string.Join(", ", words)}", $"Did you mean {NearestWord.Of(text, words)}?");
    }

    private static TimeSpan Duration(PlanScalar scalar, string text, string path)
    {
        try
        {
            return DurationText.Parse(text, path);
        }
        catch (Exception exception) when (exception is LoadException or OverflowException)
        {
            throw Invalid(scalar, path, "a duration with its unit", "Write for example 500ms, 90s, 10m or 1h30m.");
        }
    }

    /// <summary>A number, in the same form in every culture; <c>20k</c>, <c>1M</c> and <c>100/s</c> are read, too.</summary>
    private static double? Number(string text)
    {
        var number = text.EndsWith("/s", StringComparison.Ordinal) ? text[..^2] : text;
        var scale = number.Length == 0 ? 1 : number[^1] switch { 'k' => 1e3, 'M' => 1e6, _ => 1 };
        return double.TryParse(
            scale > 1 ? number[..^1] : number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value * scale : null;
    }

    private static string Example(JsonTypeInfo type) =>
        $"Write fields below it: {string.Join(", ", type.Properties.Select(each => each.Name))}.";

    // The text as it is in the file: a variable's value may be a secret of the environment.
    private static LoadException Invalid(PlanNode node, string path, string expected, string action) => node.At.Error(
        "InvalidPlanValue",
        node is PlanScalar scalar ? $"'{path}' must be {expected}, and is '{scalar.Value}'." : $"'{path}' must be {expected}.", action);
}
