using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IotData.Model;

/// <summary>Publishes an MQTT message over HTTPS.</summary>
public class PublishRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<PublishRequest> Shape = new()
    {
        { "topic", Shapes.Text, r => r.Topic, (r, v) => r.Topic = v, Place.Path },
        { "qos", Shapes.Integer, r => r.Qos, (r, v) => r.Qos = v, Place.Query },
        { "payload", Shapes.Bytes, r => r.Payload, (r, v) => r.Payload = v, Place.Payload },
    };

    internal static readonly Operation<PublishRequest, AmazonWebServiceResponse> Operation = new(
        IotDataService.Instance, "Publish", "POST", "/topics/{topic}", Shape);

    public string? Topic { get; set; }
    public int? Qos { get; set; }
    public MemoryStream? Payload { get; set; }
}
