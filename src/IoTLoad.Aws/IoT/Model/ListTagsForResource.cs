using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ListTagsForResource. Lists the tags of a resource, a page at a time.</summary>
public class ListTagsForResourceRequest : AmazonIoTRequest
{
    internal static readonly Structure<ListTagsForResourceRequest> Shape = new()
    {
        { "resourceArn", Shapes.Text, r => r.ResourceArn, (r, v) => r.ResourceArn = v, Place.Query },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v, Place.Query },
    };

    internal static readonly Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> Operation = new(
        IoTService.Instance, "ListTagsForResource", "GET", "/tags", Shape, ListTagsForResourceResponse.Shape);

    /// <summary>ARN of the resource. Required.</summary>
    public string? ResourceArn { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }
}

/// <summary>Output of ListTagsForResource.</summary>
public class ListTagsForResourceResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListTagsForResourceResponse> Shape = new()
    {
        { "tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    /// <summary>Tags.</summary>
    public List<Tag>? Tags { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }
}
