using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Input of CreateLogGroup. Makes a log group.</summary>
public class CreateLogGroupRequest : AmazonCloudWatchLogsRequest
{
    internal static readonly Structure<CreateLogGroupRequest> Shape = new()
    {
        { "logGroupName", Shapes.Text, r => r.LogGroupName, (r, v) => r.LogGroupName = v },
        { "kmsKeyId", Shapes.Text, r => r.KmsKeyId, (r, v) => r.KmsKeyId = v },
        { "tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
        { "logGroupClass", LogGroupClass.Shape, r => r.LogGroupClass, (r, v) => r.LogGroupClass = v },
    };

    internal static readonly Operation<CreateLogGroupRequest, CreateLogGroupResponse> Operation = new(
        CloudWatchLogsService.Instance, "CreateLogGroup", Shape);

    /// <summary>Name of the log group. Required.</summary>
    public string? LogGroupName { get; set; }

    /// <summary>Key that encrypts the log group.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>Tags.</summary>
    public Dictionary<string, string>? Tags { get; set; }

    /// <summary>Class of the log group.</summary>
    public LogGroupClass? LogGroupClass { get; set; }
}

/// <summary>Output of CreateLogGroup: nothing but that it succeeded.</summary>
public class CreateLogGroupResponse : AmazonWebServiceResponse;
