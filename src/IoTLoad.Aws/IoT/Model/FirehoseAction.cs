using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Writes to a Firehose stream.</summary>
public class FirehoseAction
{
    internal static readonly Structure<FirehoseAction> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "deliveryStreamName", Shapes.Text, r => r.DeliveryStreamName, (r, v) => r.DeliveryStreamName = v },
        { "separator", Shapes.Text, r => r.Separator, (r, v) => r.Separator = v },
        { "batchMode", Shapes.Flag, r => r.BatchMode, (r, v) => r.BatchMode = v },
    };

    /// <summary>ARN of the role that allows the action. Required.</summary>
    public string? RoleArn { get; set; }

    /// <summary>Name of the stream. Required.</summary>
    public string? DeliveryStreamName { get; set; }

    /// <summary>What ends a record.</summary>
    public string? Separator { get; set; }

    /// <summary>Whether a JSON array becomes one record an element.</summary>
    public bool? BatchMode { get; set; }
}
