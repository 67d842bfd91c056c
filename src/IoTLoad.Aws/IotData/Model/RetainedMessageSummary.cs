using IoTLoad.Aws.Protocols;

namespace Amazon.IotData.Model;

/// <summary>A retained message, without its payload.</summary>
public class RetainedMessageSummary
{
    internal static readonly Structure<RetainedMessageSummary> Shape = new()
    {
        { "topic", Shapes.Text, r => r.Topic, (r, v) => r.Topic = v },
        { "payloadSize", Shapes.Long, r => r.PayloadSize, (r, v) => r.PayloadSize = v },
        { "qos", Shapes.Integer, r => r.Qos, (r, v) => r.Qos = v },
        { "lastModifiedTime", Shapes.Long, r => r.LastModifiedTime, (r, v) => r.LastModifiedTime = v },
    };

    /// <summary>Topic.</summary>
    public string? Topic { get; set; }

    /// <summary>Size of the payload, bytes.</summary>
    public long? PayloadSize { get; set; }

    /// <summary>QoS, 0 or 1.</summary>
    public int? Qos { get; set; }

    /// <summary>When it was published, milliseconds since 1970.</summary>
    public long? LastModifiedTime { get; set; }
}
