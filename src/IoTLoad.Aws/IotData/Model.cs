using System.Text.Json.Serialization;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IotData.Model;

/// <summary>Publishes an MQTT message over HTTPS.</summary>
public class PublishRequest : AmazonWebServiceRequest
{
    public string? Topic { get; set; }
    public int? Qos { get; set; }
    [JsonPropertyName(WireProtocol.Body), JsonConverter(typeof(BytesConverter))] public MemoryStream? Payload { get; set; }
}
