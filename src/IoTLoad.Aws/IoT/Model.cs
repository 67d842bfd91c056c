using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A tag.</summary>
public class Tag
{
    internal static readonly Structure<Tag> Shape = new()
    {
        { "Key", Shapes.Text, r => r.Key, (r, v) => r.Key = v },
        { "Value", Shapes.Text, r => r.Value, (r, v) => r.Value = v },
    };

    public string? Key { get; set; }
    public string? Value { get; set; }
}

/// <summary>Input of DescribeEndpoint. Finds the account's endpoint of a type.</summary>
public class DescribeEndpointRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DescribeEndpointRequest> Shape = new()
    {
        { "endpointType", Shapes.Text, r => r.EndpointType, (r, v) => r.EndpointType = v, Place.Query },
    };

    internal static readonly Operation<DescribeEndpointRequest, DescribeEndpointResponse> Operation = new(
        IoTService.Instance, "DescribeEndpoint", "GET", "/endpoint", Shape, DescribeEndpointResponse.Shape);

    public string? EndpointType { get; set; }
}

/// <summary>Output of DescribeEndpoint.</summary>
public class DescribeEndpointResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeEndpointResponse> Shape = new()
    {
        { "endpointAddress", Shapes.Text, r => r.EndpointAddress, (r, v) => r.EndpointAddress = v },
    };

    public string? EndpointAddress { get; set; }
}

/// <summary>Input of ListTagsForResource. Lists the tags of a resource, a page at a time.</summary>
public class ListTagsForResourceRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ListTagsForResourceRequest> Shape = new()
    {
        { "resourceArn", Shapes.Text, r => r.ResourceArn, (r, v) => r.ResourceArn = v, Place.Query },
    };

    internal static readonly Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> Operation = new(
        IoTService.Instance, "ListTagsForResource", "GET", "/tags", Shape, ListTagsForResourceResponse.Shape);

    public string? ResourceArn { get; set; }
}

/// <summary>Output of ListTagsForResource.</summary>
public class ListTagsForResourceResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListTagsForResourceResponse> Shape = new()
    {
        { "tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    public List<Tag>? Tags { get; set; }
}

/// <summary>Input of TagResource. Adds tags to a resource, or changes their values.</summary>
public class TagResourceRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<TagResourceRequest> Shape = new()
    {
        { "resourceArn", Shapes.Text, r => r.ResourceArn, (r, v) => r.ResourceArn = v },
        { "tags", Shapes.List(Tag.Shape), r => r.Tags, (r, v) => r.Tags = v },
    };

    internal static readonly Operation<TagResourceRequest, TagResourceResponse> Operation = new(
        IoTService.Instance, "TagResource", "POST", "/tags", Shape);

    public string? ResourceArn { get; set; }
    public List<Tag>? Tags { get; set; }
}

/// <summary>Output of TagResource: nothing but that it succeeded.</summary>
public class TagResourceResponse : AmazonWebServiceResponse;
