using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Input of PutRetentionPolicy. Sets for how long a log group keeps its events.</summary>
public class PutRetentionPolicyRequest : AmazonCloudWatchLogsRequest
{
    internal static readonly Structure<PutRetentionPolicyRequest> Shape = new()
    {
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
        { "retentionInDays", Shapes.Integer, r => r.RetentionInDays, (r, v) => r.RetentionInDays = v },
    };

    internal static readonly Operation<PutRetentionPolicyRequest, PutRetentionPolicyResponse> Operation = new(
        CloudWatchLogsService.Instance, "PutRetentionPolicy", Shape);

    /// <summary>Name of the log group. Required.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Days that events are kept. Required.</summary>
    public int? RetentionInDays { get; set; }
}

/// <summary>Output of PutRetentionPolicy: nothing but that it succeeded.</summary>
public class PutRetentionPolicyResponse : AmazonWebServiceResponse;
