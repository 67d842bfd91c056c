using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of TagResource. Adds tags to a resource, or changes their values.</summary>
public class TagResourceRequest : AmazonIoTRequest
{
    internal static readonly Structure<TagResourceRequest> Shape = new()
    {
        { "resourceArn", Shapes.Text, r => r.ResourceArn, (r, v) => r.ResourceArn = v },
        { "tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<TagResourceRequest, TagResourceResponse> Operation = new(
        IoTService.Instance, "TagResource", "POST", "/tags", Shape);

    /// <summary>ARN of the resource. Required.</summary>
    public string? ResourceArn { get; set; }

    /// <summary>Tags. Required.</summary>
    public List<Tag>? Tags { get; set; }
}

/// <summary>Output of TagResource: nothing but that it succeeded.</summary>
public class TagResourceResponse : AmazonWebServiceResponse;
