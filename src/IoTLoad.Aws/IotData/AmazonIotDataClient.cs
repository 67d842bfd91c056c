using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.IotData.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IotData;

/// <summary>A client of AWS IoT Core's data plane: messages over HTTPS.</summary>
public class AmazonIotDataClient(AWSCredentials credentials, AmazonIotDataConfig clientConfig)
    : TypedClient(Service, credentials, clientConfig)
{
    internal static readonly AwsService Service = new()
    {
        ServiceId = "IoT Data Plane",
        Name = "Amazon.IotData",
        SigningName = "iotdata",
        ApiVersion = "2015-05-28",
        Protocol = new RestJsonProtocol(IotDataJson.Default, JsonNamingPolicy.CamelCase),
        Endpoints = new("data-ats.iot", Elsewhere),
    };

    public Task<AmazonWebServiceResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>("POST", "/topics/{topic}{?qos}", request, cancellationToken);

    // AWS's endpoint rules for this service; everywhere else it is data-ats.iot or data-ats.iot-fips.
    private static EndpointException? Elsewhere(EndpointQuery query) => query switch
    {
        { Region: "cn-north-1", Fips: false, DualStack: false } => new($"data.ats.iot.{query.Region}.{query.Suffix}"),
        {
            Region: "ca-central-1" or "us-east-1" or "us-east-2" or "us-west-1" or "us-west-2" or "us-gov-east-1" or "us-gov-west-1",
            Fips: true,
            DualStack: false,
        } => new($"data.iot-fips.{query.Region}.{query.Suffix}"),
        _ => null,
    };
}

/// <summary>Configuration of a client of AWS IoT Core's data plane: messages over HTTPS.</summary>
public class AmazonIotDataConfig() : TypedConfig(AmazonIotDataClient.Service);

/// <summary>The types of its requests and responses.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PublishRequest))]
internal sealed partial class IotDataJson : JsonSerializerContext;
