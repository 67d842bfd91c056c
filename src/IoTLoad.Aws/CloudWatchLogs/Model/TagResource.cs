using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Input of TagResource. Adds tags to a log group, or changes their values.</summary>
public class TagResourceRequest : AmazonCloudWatchLogsRequest
{
    internal static readonly Structure<TagResourceRequest> Shape = new()
    {
        { "resourceArn", Shapes.Text, r => r.ResourceArn, (r, v) => r.ResourceArn = v },
        { "tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<TagResourceRequest, TagResourceResponse> Operation = new(
        CloudWatchLogsService.Instance, "TagResource", Shape);

    /// <summary>ARN of the resource. Required.</summary>
    public string? ResourceArn { get; set; }

    /// <summary>Tags. Required.</summary>
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Output of TagResource: nothing but that it succeeded.</summary>
public class TagResourceResponse : AmazonWebServiceResponse;
