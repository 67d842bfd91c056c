using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IotData.Model;

/// <summary>Input of GetRetainedMessage. Reads the retained message of a topic.</summary>
public class GetRetainedMessageRequest : AmazonIotDataRequest
{
    internal static readonly Structure<GetRetainedMessageRequest> Shape = new()
    {
        { "topic", Shapes.Text, r => r.Topic, (r, v) => r.Topic = v, Place.Path },
    };

    internal static readonly Operation<GetRetainedMessageRequest, GetRetainedMessageResponse> Operation = new(
        IotDataService.Instance, "GetRetainedMessage", "GET", "/retainedMessage/{topic}", Shape, GetRetainedMessageResponse.Shape);

    /// <summary>Topic. Required.</summary>
    public string? Topic { get; set; }
}

/// <summary>Output of GetRetainedMessage.</summary>
public class GetRetainedMessageResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetRetainedMessageResponse> Shape = new()
    {
        { "topic", Shapes.Text, r => r.Topic, (r, v) => r.Topic = v },
        { "payload", Shapes.Bytes, r => r.Payload, (r, v) => r.Payload = v },
        { "qos", Shapes.Integer, r => r.Qos, (r, v) => r.Qos = v },
        { "lastModifiedTime", Shapes.Long, r => r.LastModifiedTime, (r, v) => r.LastModifiedTime = v },
        { "userProperties", Shapes.Bytes, r => r.UserProperties, (r, v) => r.UserProperties = v },
    };

    /// <summary>Topic.</summary>
    public string? Topic { get; set; }

    /// <summary>Bytes of the message, at most 128 KiB.</summary>
    public MemoryStream? Payload { get; set; }

    /// <summary>QoS, 0 or 1.</summary>
    public int? Qos { get; set; }

    /// <summary>When it was published, milliseconds since 1970.</summary>
    public long? LastModifiedTime { get; set; }

    /// <summary>MQTT 5 user properties, a JSON array of objects in UTF-8.</summary>
    public MemoryStream? UserProperties { get; set; }
}
