using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.PlanFiles;

/// <summary>
/// The fields of a plan file: those of the plan's own types, by their JSON, so that a field which a plan gains is readable at once. What
/// a file writes differently is here.
/// </summary>
internal static class PlanFields
{
    /// <summary>Fields of a file that are not the plan's.</summary>
    public static readonly string[] OfFile = ["$schema", "extends", "variables"];

    /// <summary>Fields that hold a path, relative to the file that names it.</summary>
    public static readonly HashSet<string> Paths = new(StringComparer.Ordinal)
    {
        "tls.caFile", "tls.certificateFile", "tls.keyFile", "tls.pfxFile", "payload.templateFile", "payload.csvFile",
    };

    /// <summary>What is never in a file, with how to give it.</summary>
    public static readonly Dictionary<string, string> Secrets = new(StringComparer.Ordinal)
    {
        ["session.password"] = PlanField.Password,
        ["tls.keyPassword"] = PlanField.KeyPassword,
        ["authorizer.token"] = "-AuthorizerToken",
        ["authorizer.signature"] = "-AuthorizerSignature",
    };

    /// <summary>Fields whose default follows from other fields; null leaves them to that.</summary>
    public static readonly string[] Derived = ["protocol", "pattern", "kind"];

    /// <summary>MQTT's versions as people write them; the plan's own names are read, too.</summary>
    public static readonly Dictionary<string, MqttVersion> MqttVersions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["3.1.1"] = MqttVersion.V311,
        ["5"] = MqttVersion.V500,
        ["5.0"] = MqttVersion.V500,
    };

    /// <summary>Fields of the plan that a scenario has as well: what it does not say there, it has from the plan.</summary>
    public static readonly IReadOnlyList<string> OfScenario =
    [
        .. FieldsOf(Of(typeof(ScenarioPlan))).Select(field => field.Name)
            .Intersect(FieldsOf(Of(typeof(LoadPlan))).Select(field => field.Name)).Except(["name", "thresholds"]),
    ];

    /// <summary>The path of a field without its scenario: <c>devices.count</c> of <c>scenarios.meters.devices.count</c>.</summary>
    public static string WithoutScenario(string path) =>
        path.StartsWith("scenarios.", StringComparison.Ordinal) && path.Split('.', 3) is [_, _, var field] ? field : path;

    /// <summary>The description of a type of the plan.</summary>
    public static JsonTypeInfo Of(Type type) => EngineJson.Default.Options.GetTypeInfo(type);

    /// <summary>The fields of a type by name, in order.</summary>
    public static IReadOnlyList<JsonPropertyInfo> FieldsOf(JsonTypeInfo type) =>
        [.. type.Properties.Where(property => property.Get is not null)];

    /// <summary>A new value of a type, as JSON: what a field has that the file does not name.</summary>
    public static JsonObject Default(Type type) => type switch
    {
        _ when type == typeof(LoadPlan) => Node(new LoadPlan()),
        _ when type == typeof(WillPlan) => Node(new WillPlan()),
        _ when type == typeof(AuthorizerPlan) => Node(new AuthorizerPlan()),
        _ when type == typeof(ScenarioPlan) => Node(new ScenarioPlan()),
        _ => [],
    };

    /// <summary>The default of a scenario's field by its path without the scenario; null if it has none.</summary>
    public static JsonNode? DefaultAt(string path)
    {
        var names = path.Split('.');
        var root = Default(OfScenario.Contains(names[0]) ? typeof(LoadPlan) : typeof(ScenarioPlan));
        return names.Aggregate((JsonNode?)root, (node, name) => (node as JsonObject)?[name])?.DeepClone();
    }

    /// <summary>A plan as JSON.</summary>
    public static JsonObject Node<T>(T value) => (JsonObject)JsonSerializer.SerializeToNode(value, Of(typeof(T)))!;
}
