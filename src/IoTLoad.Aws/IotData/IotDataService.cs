using IoTLoad.Aws.Protocols;

namespace Amazon.IotData;

/// <summary>What the operations of AWS IoT Core's data plane have in common.</summary>
internal static class IotDataService
{
    /// <summary>The service.</summary>
    public static readonly AwsService Instance = new()
    {
        ServiceId = "IoT Data Plane",
        Name = "Amazon.IotData",
        SigningName = "iotdata",
        ApiVersion = "2015-05-28",
        Protocol = WireProtocol.RestJson,
        Endpoints = new("data-ats.iot", Elsewhere),
    };

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
