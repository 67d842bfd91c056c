using System.Text.Json;
using System.Text.Json.Nodes;
using IoTLoad.Engine;
using IoTLoad.Engine.Results;

namespace IoTLoad.Reports;

/// <summary>
/// The whole result as JSON, after the version of its schema. The version rises when a property is removed, renamed or gets another
/// meaning; readers must accept properties that they do not know.
/// </summary>
public static class JsonReport
{
    /// <summary>The version.</summary>
    public const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Indented = new(EngineJson.Default.Options) { WriteIndented = true };

    /// <summary>Makes the text.</summary>
    public static string Build(LoadResult result) =>
        Versioned(JsonSerializer.SerializeToNode(result, Indented.GetTypeInfo(typeof(LoadResult)))!).ToJsonString(Indented);

    // A scenario's result is a report of the same schema, and so has its version as well.
    private static JsonObject Versioned(JsonNode result)
    {
        var report = new JsonObject { ["schemaVersion"] = SchemaVersion };
        foreach (var (name, value) in result.AsObject())
        {
            report[name] = name == "scenarios"
                ? new JsonArray([.. value!.AsArray().Select(scenario => Versioned(scenario!))]) : value?.DeepClone();
        }

        return report;
    }
}
