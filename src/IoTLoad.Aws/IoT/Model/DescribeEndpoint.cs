using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DescribeEndpoint. Finds the account's endpoint of a type.</summary>
public class DescribeEndpointRequest : AmazonIoTRequest
{
    internal static readonly Structure<DescribeEndpointRequest> Shape = new()
    {
        { "endpointType", Shapes.Text, r => r.EndpointType, (r, v) => r.EndpointType = v, Place.Query },
    };

    internal static readonly Operation<DescribeEndpointRequest, DescribeEndpointResponse> Operation = new(
        IoTService.Instance, "DescribeEndpoint", "GET", "/endpoint", Shape, DescribeEndpointResponse.Shape);

    /// <summary>Type of the endpoint, such as <c>iot:Data-ATS</c>.</summary>
    public string? EndpointType { get; set; }
}

/// <summary>Output of DescribeEndpoint.</summary>
public class DescribeEndpointResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeEndpointResponse> Shape = new()
    {
        { "endpointAddress", Shapes.Text, r => r.EndpointAddress, (r, v) => r.EndpointAddress = v },
    };

    /// <summary>Host name.</summary>
    public string? EndpointAddress { get; set; }
}
