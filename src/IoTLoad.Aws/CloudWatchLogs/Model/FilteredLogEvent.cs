using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A log event.</summary>
public class FilteredLogEvent
{
    internal static readonly Structure<FilteredLogEvent> Shape = new()
    {
        { "logStreamName", Shapes.Text, r => r.LogStreamName, (r, v) => r.LogStreamName = v },
        { "timestamp", Shapes.Long, r => r.Timestamp, (r, v) => r.Timestamp = v },
        { "message", Shapes.Text, r => r.Message, (r, v) => r.Message = v },
        { "ingestionTime", Shapes.Long, r => r.IngestionTime, (r, v) => r.IngestionTime = v },
        { "eventId", Shapes.Text, r => r.EventId, (r, v) => r.EventId = v },
    };

    /// <summary>Name of the stream.</summary>
    public string? LogStreamName { get; set; }

    /// <summary>Time of the event, milliseconds since 1970.</summary>
    public long? Timestamp { get; set; }

    /// <summary>Message.</summary>
    public string? Message { get; set; }

    /// <summary>When the event arrived, milliseconds since 1970.</summary>
    public long? IngestionTime { get; set; }

    /// <summary>ID of the event.</summary>
    public string? EventId { get; set; }
}
