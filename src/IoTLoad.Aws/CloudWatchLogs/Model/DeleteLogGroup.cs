using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Input of DeleteLogGroup. Deletes a log group with all its events.</summary>
public class DeleteLogGroupRequest : AmazonCloudWatchLogsRequest
{
    internal static readonly Structure<DeleteLogGroupRequest> Shape = new()
    {
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
    };

    internal static readonly Operation<DeleteLogGroupRequest, DeleteLogGroupResponse> Operation = new(
        CloudWatchLogsService.Instance, "DeleteLogGroup", Shape);

    /// <summary>Name of the log group. Required.</summary>
    public string? LogGroupName { get; set; }
}

/// <summary>Output of DeleteLogGroup: nothing but that it succeeded.</summary>
public class DeleteLogGroupResponse : AmazonWebServiceResponse;
