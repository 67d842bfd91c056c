using Amazon.IotData.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IotData;

/// <summary>A client of AWS IoT Core's data plane: messages over HTTPS.</summary>
public class AmazonIotDataClient(AWSCredentials credentials, AmazonIotDataConfig clientConfig)
    : TypedClient(IotDataService.Instance, credentials, clientConfig)
{
    public Task<AmazonWebServiceResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PublishRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of AWS IoT Core's data plane: messages over HTTPS.</summary>
public class AmazonIotDataConfig() : TypedConfig(IotDataService.Instance);
