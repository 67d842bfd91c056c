using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Publishes to an SNS topic.</summary>
public class SnsAction
{
    internal static readonly Structure<SnsAction> Shape = new()
    {
        { "targetArn", Shapes.Text, r => r.TargetArn, (r, v) => r.TargetArn = v },
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "messageFormat", MessageFormat.Shape, r => r.MessageFormat, (r, v) => r.MessageFormat = v },
    };

    /// <summary>ARN of the topic or queue. Required.</summary>
    public string? TargetArn { get; set; }

    /// <summary>ARN of the role that allows the action. Required.</summary>
    public string? RoleArn { get; set; }

    /// <summary>RAW or JSON.</summary>
    public MessageFormat? MessageFormat { get; set; }
}
