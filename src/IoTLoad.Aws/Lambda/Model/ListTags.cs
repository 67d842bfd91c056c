using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of ListTags. Lists the tags of a function.</summary>
public class ListTagsRequest : AmazonLambdaRequest
{
    internal static readonly Structure<ListTagsRequest> Shape = new()
    {
        { "Resource", Shapes.Text, r => r.Resource, (r, v) => r.Resource = v, Place.Path },
    };

    internal static readonly Operation<ListTagsRequest, ListTagsResponse> Operation = new(
        LambdaService.Instance, "ListTags", "GET", "/2017-03-31/tags/{Resource}", Shape, ListTagsResponse.Shape);

    /// <summary>ARN of the function. Required.</summary>
    public string? Resource { get; set; }
}

/// <summary>Output of ListTags.</summary>
public class ListTagsResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListTagsResponse> Shape = new()
    {
        { "Tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
    };

    /// <summary>Tags.</summary>
    public Dictionary<string, string>? Tags { get; set; }
}
