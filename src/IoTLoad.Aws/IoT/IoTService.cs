using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>What the operations of AWS IoT Core's control plane have in common.</summary>
internal static class IoTService
{
    /// <summary>The service.</summary>
    public static readonly AwsService Instance = new()
    {
        ServiceId = "IoT",
        Name = "Amazon.IoT",
        SigningName = "iot",
        ApiVersion = "2015-05-28",
        Protocol = WireProtocol.RestJson,
        Endpoints = new("iot"),
    };
}
