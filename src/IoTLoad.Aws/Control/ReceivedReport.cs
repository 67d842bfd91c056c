using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Aws.Control;

/// <summary>Reads reports that came from outside: anyone who may publish on the report topics can publish anything.</summary>
internal static class ReceivedReport
{
    /// <summary>Reads a report; null if the JSON is not a whole report.</summary>
    public static ShardReport? Read(ref Utf8JsonReader reader)
    {
        try
        {
            return JsonSerializer.Deserialize(ref reader, EngineJson.Default.ShardReport) is { RunId: not null } report ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a report; null if the JSON is not a whole report.</summary>
    public static ShardReport? Read(JsonElement json)
    {
        try
        {
            return json.Deserialize(EngineJson.Default.ShardReport) is { RunId: not null } report ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
