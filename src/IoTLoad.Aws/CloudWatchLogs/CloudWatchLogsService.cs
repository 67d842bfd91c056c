using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs;

/// <summary>What the operations of Amazon CloudWatch Logs have in common.</summary>
internal static class CloudWatchLogsService
{
    /// <summary>The service.</summary>
    public static readonly AwsService Instance = new()
    {
        ServiceId = "CloudWatch Logs",
        Name = "Amazon.CloudWatchLogs",
        SigningName = "logs",
        ApiVersion = "2014-03-28",
        Protocol = WireProtocol.Json("1.1", "Logs_20140328"),
        Endpoints = new("logs", Elsewhere),
    };

    // In GovCloud the ordinary IPv4 endpoints are the FIPS ones.
    private static EndpointException? Elsewhere(EndpointQuery query) =>
        query is { Partition: "aws-us-gov", Fips: true, DualStack: false } ? new($"logs.{query.Region}.{query.Suffix}") : null;
}
