using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Writes to a Kafka topic.</summary>
public class KafkaAction
{
    internal static readonly Structure<KafkaAction> Shape = new()
    {
        { "destinationArn", Shapes.Text, r => r.DestinationArn, (r, v) => r.DestinationArn = v },
        { "topic", Shapes.Text, r => r.Topic, (r, v) => r.Topic = v },
        { "key", Shapes.Text, r => r.Key, (r, v) => r.Key = v },
        { "partition", Shapes.Text, r => r.Partition, (r, v) => r.Partition = v },
        { "clientProperties", Shapes.Map, r => r.ClientProperties, (r, v) => r.ClientProperties = v },
        { "headers", Shapes.List(KafkaActionHeader.Shape), r => r.Headers, (r, v) => r.Headers = v },
    };

    /// <summary>ARN of the rule destination, a VPC. Required.</summary>
    public string? DestinationArn { get; set; }

    /// <summary>Topic. Required.</summary>
    public string? Topic { get; set; }

    /// <summary>Key of the record.</summary>
    public string? Key { get; set; }

    /// <summary>Partition of the topic.</summary>
    public string? Partition { get; set; }

    /// <summary>Properties of the Kafka client, such as <c>bootstrap.servers</c>. Required.</summary>
    public Dictionary<string, string>? ClientProperties { get; set; }

    /// <summary>Headers of the record.</summary>
    public List<KafkaActionHeader>? Headers { get; set; }
}
