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

/// <summary>Finds the account's endpoint of a type.</summary>
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

public class DescribeEndpointResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeEndpointResponse> Shape = new()
    {
        { "endpointAddress", Shapes.Text, r => r.EndpointAddress, (r, v) => r.EndpointAddress = v },
    };

    public string? EndpointAddress { get; set; }
}
