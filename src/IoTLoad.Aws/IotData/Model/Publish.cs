using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IotData.Model;

/// <summary>Input of Publish. Publishes an MQTT message over HTTPS.</summary>
public class PublishRequest : AmazonIotDataRequest
{
    internal static readonly Structure<PublishRequest> Shape = new()
    {
        { "topic", Shapes.Text, r => r.Topic, (r, v) => r.Topic = v, Place.Path },
        { "qos", Shapes.Integer, r => r.Qos, (r, v) => r.Qos = v, Place.Query },
        { "retain", Shapes.Flag, r => r.Retain, (r, v) => r.Retain = v, Place.Query },
        { "payload", Shapes.Bytes, r => r.Payload, (r, v) => r.Payload = v, Place.Payload },
        { "x-amz-mqtt5-user-properties", Shapes.Base64Text, r => r.UserProperties, (r, v) => r.UserProperties = v, Place.Header },
        { "x-amz-mqtt5-payload-format-indicator", PayloadFormatIndicator.Shape, r => r.PayloadFormatIndicator, (r, v) => r.PayloadFormatIndicator = v, Place.Header },
        { "contentType", Shapes.Text, r => r.ContentType, (r, v) => r.ContentType = v, Place.Query },
        { "responseTopic", Shapes.Text, r => r.ResponseTopic, (r, v) => r.ResponseTopic = v, Place.Query },
        { "x-amz-mqtt5-correlation-data", Shapes.Text, r => r.CorrelationData, (r, v) => r.CorrelationData = v, Place.Header },
        { "messageExpiry", Shapes.Long, r => r.MessageExpiry, (r, v) => r.MessageExpiry = v, Place.Query },
    };

    internal static readonly Operation<PublishRequest, PublishResponse> Operation = new(
        IotDataService.Instance, "Publish", "POST", "/topics/{topic}", Shape);

    /// <summary>Topic. Required.</summary>
    public string? Topic { get; set; }

    /// <summary>QoS, 0 or 1.</summary>
    public int? Qos { get; set; }

    /// <summary>Whether the broker keeps the message for later subscribers.</summary>
    public bool? Retain { get; set; }

    /// <summary>Bytes of the message, at most 128 KiB.</summary>
    public MemoryStream? Payload { get; set; }

    /// <summary>MQTT 5 user properties, a JSON array of objects.</summary>
    public string? UserProperties { get; set; }

    /// <summary>Whether the payload is UTF-8 text.</summary>
    public PayloadFormatIndicator? PayloadFormatIndicator { get; set; }

    /// <summary>MIME type of the payload.</summary>
    public string? ContentType { get; set; }

    /// <summary>Topic for responses.</summary>
    public string? ResponseTopic { get; set; }

    /// <summary>Correlation data, base64.</summary>
    public string? CorrelationData { get; set; }

    /// <summary>Lifetime of the message, seconds.</summary>
    public long? MessageExpiry { get; set; }
}

/// <summary>Output of Publish: nothing but that it succeeded.</summary>
public class PublishResponse : AmazonWebServiceResponse;
