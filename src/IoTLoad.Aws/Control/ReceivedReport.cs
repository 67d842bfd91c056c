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
            return JsonSerializer.Deserialize(ref reader, EngineJson.Default.ShardReport) is { } report && IsWhole(report) ? report : null;
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
            return json.Deserialize(EngineJson.Default.ShardReport) is { } report && IsWhole(report) ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // JSON may set any member to null, whatever its type says. Histograms and the range of seconds are checked when reports are merged.
    private static bool IsWhole(ShardReport report) =>
        report is
        {
            RunId: not null, Shard: >= 0, Wave: >= 0, Late: >= 0, Totals: not null, Latencies: not null, Generator: not null,
            Failures: not null, Slices: not null
        }
        && report.Fault is null or { ErrorId: not null, Message: not null }
        && report.Failures.All(failure => failure is { Reason: not null, Example: not null, Count: >= 0 })
        && report.Slices.All(slice => slice is { Second: >= 0, Counters: not null, Latencies: not null })
        && report.Origin.Year is > 2000 and < 9000;
}
