using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Publishes to another MQTT topic.</summary>
public class RepublishAction
{
    internal static readonly Structure<RepublishAction> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "topic", Shapes.Text, r => r.Topic, (r, v) => r.Topic = v },
        { "qos", Shapes.Integer, r => r.Qos, (r, v) => r.Qos = v },
        { "headers", MqttHeaders.Shape, r => r.Headers, (r, v) => r.Headers = v },
    };

    /// <summary>ARN of the role that allows the action. Required.</summary>
    public string? RoleArn { get; set; }

    /// <summary>Topic. Required.</summary>
    public string? Topic { get; set; }

    /// <summary>QoS, 0 or 1.</summary>
    public int? Qos { get; set; }

    /// <summary>MQTT 5 properties.</summary>
    public MqttHeaders? Headers { get; set; }
}
