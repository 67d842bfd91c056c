using IoTLoad.Aws.Protocols;

namespace Amazon.ServiceQuotas;

/// <summary>What the operations of Service Quotas have in common.</summary>
internal static class ServiceQuotasService
{
    /// <summary>The service.</summary>
    public static readonly AwsService Instance = new()
    {
        ServiceId = "Service Quotas",
        Name = "Amazon.ServiceQuotas",
        SigningName = "servicequotas",
        ApiVersion = "2019-06-24",
        Protocol = WireProtocol.Json("1.1", "ServiceQuotasV20190624"),
        Endpoints = new("servicequotas", Elsewhere),
    };

    // In GovCloud the ordinary IPv4 endpoints are the FIPS ones.
    private static EndpointException? Elsewhere(EndpointQuery query) =>
        query is { Partition: "aws-us-gov", Fips: true, DualStack: false } ? new($"servicequotas.{query.Region}.{query.Suffix}") : null;
}
