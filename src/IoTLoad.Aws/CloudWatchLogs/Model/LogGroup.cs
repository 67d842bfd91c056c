using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A log group.</summary>
public class LogGroup
{
    internal static readonly Structure<LogGroup> Shape = new()
    {
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
        { "creationTime", Shapes.Long, r => r.CreationTime, (r, v) => r.CreationTime = v },
        { "retentionInDays", Shapes.Integer, r => r.RetentionInDays, (r, v) => r.RetentionInDays = v },
        { "arn", Shapes.Text, r => r.Arn, (r, v) => r.Arn = v },
        { "storedBytes", Shapes.Long, r => r.StoredBytes, (r, v) => r.StoredBytes = v },
        { "logGroupClass", LogGroupClass.Shape, r => r.LogGroupClass, (r, v) => r.LogGroupClass = v },
        { "logGroupArn", Shapes.Text, r => r.LogGroupArn, (r, v) => r.LogGroupArn = v },
    };

    /// <summary>Name of the log group.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>When it was made, milliseconds since 1970.</summary>
    public long? CreationTime { get; set; }

    /// <summary>Days that events are kept.</summary>
    public int? RetentionInDays { get; set; }

    /// <summary>The ARN.</summary>
    public string? Arn { get; set; }

    /// <summary>Bytes stored.</summary>
    public long? StoredBytes { get; set; }

    /// <summary>Class of the log group.</summary>
    public LogGroupClass? LogGroupClass { get; set; }

    /// <summary>ARN without the trailing <c>:*</c>.</summary>
    public string? LogGroupArn { get; set; }
}
