using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Input of ListTagsForResource. Lists the tags of a log group.</summary>
public class ListTagsForResourceRequest : AmazonCloudWatchLogsRequest
{
    internal static readonly Structure<ListTagsForResourceRequest> Shape = new()
    {
        { "resourceArn", Shapes.Text, r => r.ResourceArn, (r, v) => r.ResourceArn = v },
    };

    internal static readonly Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> Operation = new(
        CloudWatchLogsService.Instance, "ListTagsForResource", Shape, ListTagsForResourceResponse.Shape);

    /// <summary>ARN of the resource. Required.</summary>
    public string? ResourceArn { get; set; }
}

/// <summary>Output of ListTagsForResource.</summary>
public class ListTagsForResourceResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListTagsForResourceResponse> Shape = new()
    {
        { "tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
    };

    /// <summary>Tags.</summary>
    public Dictionary<string, string>? Tags { get; set; }
}
