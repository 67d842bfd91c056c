using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch;

/// <summary>What the operations of Amazon CloudWatch have in common.</summary>
internal static class CloudWatchService
{
    /// <summary>The service.</summary>
    public static readonly AwsService Instance = new()
    {
        ServiceId = "CloudWatch",
        Name = "Amazon.CloudWatch",
        SigningName = "monitoring",
        ApiVersion = "2010-08-01",
        Protocol = WireProtocol.Json("1.0", "GraniteServiceVersion20100801", onceQuery: true),
        Endpoints = new("monitoring", Elsewhere),
    };

    // In GovCloud the ordinary endpoints are the FIPS ones.
    private static EndpointException? Elsewhere(EndpointQuery query) =>
        query is { Partition: "aws-us-gov", Fips: true } ? new($"monitoring.{query.Region}.{query.Suffix}") : null;
}
