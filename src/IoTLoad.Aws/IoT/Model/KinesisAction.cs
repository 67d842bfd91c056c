using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Writes to a Kinesis data stream.</summary>
public class KinesisAction
{
    internal static readonly Structure<KinesisAction> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "streamName", Shapes.Text, r => r.StreamName, (r, v) => r.StreamName = v },
        { "partitionKey", Shapes.Text, r => r.PartitionKey, (r, v) => r.PartitionKey = v },
    };

    /// <summary>ARN of the role that allows the action. Required.</summary>
    public string? RoleArn { get; set; }

    /// <summary>Name of the stream. Required.</summary>
    public string? StreamName { get; set; }

    /// <summary>Partition key of the record.</summary>
    public string? PartitionKey { get; set; }
}
