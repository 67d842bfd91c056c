using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Sends to an SQS queue.</summary>
public class SqsAction
{
    internal static readonly Structure<SqsAction> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "queueUrl", Shapes.Text, r => r.QueueUrl, (r, v) => r.QueueUrl = v },
        { "useBase64", Shapes.Flag, r => r.UseBase64, (r, v) => r.UseBase64 = v },
    };

    /// <summary>ARN of the role that allows the action. Required.</summary>
    public string? RoleArn { get; set; }

    /// <summary>URL of the queue. Required.</summary>
    public string? QueueUrl { get; set; }

    /// <summary>Whether the message is encoded in base64.</summary>
    public bool? UseBase64 { get; set; }
}
