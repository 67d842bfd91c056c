using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Function;

/// <summary>
/// Writes to the function's log, an object of JSON a line, with the names that Lambda's own JSON log format has. May be used from
/// several threads at once.
/// </summary>
internal sealed class LogLines(Stream output)
{
    private readonly Lock _gate = new();

    /// <summary>ID of the invocation under way, which every line has.</summary>
    public string? RequestId { get; set; }

    /// <summary>Says that something happened.</summary>
    public void Info(string message) => Write("INFO", writer => writer.WriteString("message", message));

    /// <summary>Says that something is not as it should be.</summary>
    public void Warn(string message) => Write("WARN", writer => writer.WriteString("message", message));

    /// <summary>Says what failed.</summary>
    public void Error(LoadException error) => Write("ERROR", writer =>
    {
        writer.WriteString("message", error.Message);
        writer.WriteString("errorType", error.ErrorId);
        writer.WriteString("recommendedAction", error.RecommendedAction);
    });

    /// <summary>Writes a report, as it travels, in member <c>report</c>.</summary>
    public void Report(ShardReport report) => Write("INFO", writer =>
    {
        writer.WriteString("type", "report");
        writer.WritePropertyName("report");
        JsonSerializer.Serialize(writer, report, EngineJson.Default.ShardReport);
    });

    private void Write(string level, Action<Utf8JsonWriter> content)
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", DateTime.UtcNow);
            writer.WriteString("level", level);
            if (RequestId is not null)
            {
                writer.WriteString("requestId", RequestId);
            }

            content(writer);
            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        lock (_gate)
        {
            output.Write(line.GetBuffer(), 0, (int)line.Length);
            output.Flush();
        }
    }
}
