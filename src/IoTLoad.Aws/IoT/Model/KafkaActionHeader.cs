using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A header of a Kafka record.</summary>
public class KafkaActionHeader
{
    internal static readonly Structure<KafkaActionHeader> Shape = new()
    {
        { "key", Shapes.Text, r => r.Key, (r, v) => r.Key = v },
        { "value", Shapes.Text, r => r.Value, (r, v) => r.Value = v },
    };

    /// <summary>Key. Required.</summary>
    public string? Key { get; set; }

    /// <summary>Value. Required.</summary>
    public string? Value { get; set; }
}
