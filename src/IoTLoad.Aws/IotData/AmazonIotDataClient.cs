using Amazon.IotData.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IotData;

/// <summary>A client of AWS IoT Core's data plane: messages over HTTPS. It is safe for concurrent use, and one serves a whole program.</summary>
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

    /// <summary>Publishes an MQTT message over HTTPS.</summary>
    public virtual Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(PublishRequest.Operation, request, cancellationToken);

    /// <summary>Reads the retained message of a topic.</summary>
    public virtual Task<GetRetainedMessageResponse> GetRetainedMessageAsync(GetRetainedMessageRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(GetRetainedMessageRequest.Operation, request, cancellationToken);

    /// <summary>Lists the topics that have a retained message, a page at a time.</summary>
    public virtual Task<ListRetainedMessagesResponse> ListRetainedMessagesAsync(ListRetainedMessagesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(ListRetainedMessagesRequest.Operation, request, cancellationToken);
}
