using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of TagResource. Adds tags to a function, or changes their values.</summary>
public class TagResourceRequest : AmazonLambdaRequest
{
    internal static readonly Structure<TagResourceRequest> Shape = new()
    {
        { "Resource", Shapes.Text, r => r.Resource, (r, v) => r.Resource = v, Place.Path },
        { "Tags", Shapes.Map, r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<TagResourceRequest, TagResourceResponse> Operation = new(
        LambdaService.Instance, "TagResource", "POST", "/2017-03-31/tags/{Resource}", Shape);

    /// <summary>ARN of the function. Required.</summary>
    public string? Resource { get; set; }

    /// <summary>Tags. Required.</summary>
    public Dictionary<string, string>? Tags { get; set; }
}

/// <summary>Output of TagResource: nothing but that it succeeded.</summary>
public class TagResourceResponse : AmazonWebServiceResponse;
