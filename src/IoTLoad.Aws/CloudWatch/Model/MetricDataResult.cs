using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>A series. Timestamps and values are parallel lists.</summary>
public class MetricDataResult
{
    internal static readonly Structure<MetricDataResult> Shape = new()
    {
        { "Id", Shapes.Text, r => r.Id, (r, v) => r.Id = v },
        { "Label", Shapes.Text, r => r.Label, (r, v) => r.Label = v },
        { "Timestamps", Shapes.List(Shapes.Time), r => r.Timestamps, (r, v) => r.Timestamps = v },
        { "Values", Shapes.List(Shapes.Number), r => r.Values, (r, v) => r.Values = v },
        { "StatusCode", StatusCode.Shape, r => r.StatusCode, (r, v) => r.StatusCode = v },
        { "Messages", Shapes.List(MessageData.Shape), r => r.Messages, (r, v) => r.Messages = v },
    };

    /// <summary>ID of the query, which expressions use and results bear.</summary>
    public string? Id { get; set; }

    /// <summary>Label of the series.</summary>
    public string? Label { get; set; }

    /// <summary>Begin of each period.</summary>
    public List<DateTime>? Timestamps { get; set; }

    /// <summary>Values.</summary>
    public List<double>? Values { get; set; }

    /// <summary>Whether the series is complete.</summary>
    public StatusCode? StatusCode { get; set; }

    /// <summary>Notes.</summary>
    public List<MessageData>? Messages { get; set; }
}
