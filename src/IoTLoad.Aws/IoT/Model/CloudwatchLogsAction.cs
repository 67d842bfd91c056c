using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Writes to a CloudWatch Logs group.</summary>
public class CloudwatchLogsAction
{
    internal static readonly Structure<CloudwatchLogsAction> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
        { "batchMode", Shapes.Flag, r => r.BatchMode, (r, v) => r.BatchMode = v },
    };

    /// <summary>ARN of the role that allows the action. Required.</summary>
    public string? RoleArn { get; set; }

    /// <summary>Name of the log group. Required.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Whether a JSON array becomes one record an element.</summary>
    public bool? BatchMode { get; set; }
}
