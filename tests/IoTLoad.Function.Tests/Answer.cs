using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Function.Tests;

/// <summary>What the function made of an invocation.</summary>
/// <param name="Path">Where it was posted: <c>response</c> or <c>error</c>.</param>
/// <param name="ErrorType">The error's type by the header; null where there was none.</param>
/// <param name="Body">The body.</param>
/// <param name="Time">When it came, UTC.</param>
internal sealed record Answer(string Path, string? ErrorType, string Body, DateTimeOffset Time)
{
    /// <summary>The report that the function answers with.</summary>
    public ShardReport ToReport()
    {
        Assert.True(Path == "response", Body);
        return JsonSerializer.Deserialize(Body, EngineJson.Default.ShardReport)!;
    }

    /// <summary>The error's type and message by the body.</summary>
    public (string Type, string Message) ToError()
    {
        using var json = JsonDocument.Parse(Body);
        Assert.Equal(JsonValueKind.Array, json.RootElement.GetProperty("stackTrace").ValueKind);
        return (json.RootElement.GetProperty("errorType").GetString()!, json.RootElement.GetProperty("errorMessage").GetString()!);
    }
}
