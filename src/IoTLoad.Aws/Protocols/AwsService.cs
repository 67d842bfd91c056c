using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace IoTLoad.Aws.Protocols;

/// <summary>What the operations of a service have in common.</summary>
internal sealed class AwsService : IServiceMetadata
{
    /// <summary>The service's ID, such as <c>IoT Data Plane</c>.</summary>
    public required string ServiceId { get; init; }

    /// <summary>The name in the SDK's log and metrics, such as <c>Amazon.IotData</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name in a signature's scope.</summary>
    public required string SigningName { get; init; }

    /// <summary>The version of the API, a date.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>How requests and responses travel.</summary>
    public required WireProtocol Protocol { get; init; }

    /// <summary>Where the service is in a region.</summary>
    public required EndpointRules Endpoints { get; init; }

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();

    /// <summary>The configuration of a client before its user changes anything.</summary>
    public static IDefaultConfigurationProvider Defaults { get; } = new DefaultConfigurationProvider(
        [
            Mode(DefaultConfigurationMode.Standard, 3.1),
            Mode(DefaultConfigurationMode.InRegion, 1.1),
            Mode(DefaultConfigurationMode.CrossRegion, 3.1),
            Mode(DefaultConfigurationMode.Mobile, 30),
            Mode(DefaultConfigurationMode.Auto, 1.1),
        ]);

    /// <summary>An error that a service returned. Its code says which one it is.</summary>
    public static AmazonServiceException ErrorOf(ErrorResponse error) =>
        new(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);

    // The timeouts of AWS's published defaults (sdk-default-configuration.json), the same for every service.
    private static DefaultConfiguration Mode(DefaultConfigurationMode name, double connectSeconds) => new()
    {
        Name = name,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromSeconds(connectSeconds),
        TlsNegotiationTimeout = TimeSpan.FromSeconds(connectSeconds),
    };
}
