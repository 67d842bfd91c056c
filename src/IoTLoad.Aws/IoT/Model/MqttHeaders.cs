using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>MQTT 5 properties of a republished message.</summary>
public class MqttHeaders
{
    internal static readonly Structure<MqttHeaders> Shape = new()
    {
        { "payloadFormatIndicator", Shapes.Text, r => r.PayloadFormatIndicator, (r, v) => r.PayloadFormatIndicator = v },
        { "contentType", Shapes.Text, r => r.ContentType, (r, v) => r.ContentType = v },
        { "responseTopic", Shapes.Text, r => r.ResponseTopic, (r, v) => r.ResponseTopic = v },
        { "correlationData", Shapes.Text, r => r.CorrelationData, (r, v) => r.CorrelationData = v },
        { "messageExpiry", Shapes.Text, r => r.MessageExpiry, (r, v) => r.MessageExpiry = v },
        { "userProperties", Shapes.List(UserProperty.Shape), r => r.UserProperties, (r, v) => r.UserProperties = v },
    };

    /// <summary>Whether the payload is UTF-8 text.</summary>
    public string? PayloadFormatIndicator { get; set; }

    /// <summary>MIME type of the payload.</summary>
    public string? ContentType { get; set; }

    /// <summary>Topic for responses.</summary>
    public string? ResponseTopic { get; set; }

    /// <summary>Correlation data.</summary>
    public string? CorrelationData { get; set; }

    /// <summary>Lifetime of the message, seconds.</summary>
    public string? MessageExpiry { get; set; }

    /// <summary>User properties.</summary>
    public List<UserProperty>? UserProperties { get; set; }
}
