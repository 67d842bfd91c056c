using Amazon.IotData.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using IoTLoad.Aws.Protocols;

namespace Amazon.IotData;

/// <summary>A client of AWS IoT Core's data plane: messages over HTTPS.</summary>
public class AmazonIotDataClient : TypedClient
{
    /// <summary>Makes a client whose credentials are found as AWSSDK.Core finds them.</summary>
    public AmazonIotDataClient(AmazonIotDataConfig config)
        : base(IotDataService.Instance, null, config)
    {
    }

    /// <summary>Makes a client for a region.</summary>
    public AmazonIotDataClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonIotDataConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Makes a client.</summary>
    public AmazonIotDataClient(AWSCredentials credentials, AmazonIotDataConfig clientConfig)
        : base(IotDataService.Instance, credentials, clientConfig)
    {
    }

    public virtual Task<PublishResponse> PublishAsync(
        PublishRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PublishRequest.Operation, request, cancellationToken);
}

/// <summary>Configuration of a client of AWS IoT Core's data plane: messages over HTTPS.</summary>
public class AmazonIotDataConfig() : TypedConfig(IotDataService.Instance);

/// <summary>An error of AWS IoT Core's data plane: messages over HTTPS; errors that have a name of their own derive from it.</summary>
public class AmazonIotDataException(ErrorResponse error) : AmazonServiceException(
    error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
