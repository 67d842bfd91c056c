using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Where events go that were not processed.</summary>
public class DeadLetterConfig
{
    internal static readonly Structure<DeadLetterConfig> Shape = new()
    {
        { "TargetArn", Shapes.Text, r => r.TargetArn, (r, v) => r.TargetArn = v },
    };

    /// <summary>ARN of the topic or queue.</summary>
    public string? TargetArn { get; set; }
}
