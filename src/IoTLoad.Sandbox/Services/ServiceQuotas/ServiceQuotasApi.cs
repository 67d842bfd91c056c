using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.ServiceQuotas;

/// <summary>
/// Service Quotas: the limits that the sandbox keeps, with AWS's names and codes. A limit that is switched off has no quota.
/// </summary>
internal static class ServiceQuotasApi
{
    private const string ServiceCode = "iotcore";
    private static readonly Paging Pages = new("NextToken", "MaxResults", 100);

    public static ServiceApi Create(GatewayLimits limits)
    {
        (string Code, string Name, double? Value, bool Adjustable)[] all =
        [
            ("L-4B33E451", "Inbound publish requests per second per account", limits.InboundPublishesPerSecond, true),
            ("L-45957C13", "Subscriptions per connection", limits.SubscriptionsPerConnection, false),
            ("L-75CAB723", "Maximum concurrent client connections per account", limits.Connections, true),
            ("L-8736D8E0", "Maximum inbound unacknowledged QoS 1 publish requests", limits.InboundUnacknowledged, false),
            ("", "Connect requests per second per account", limits.ConnectsPerSecond, true),
            ("", "Outbound publish requests per second per account", limits.OutboundPublishesPerSecond, true),
            ("", "Publish requests per second per connection", limits.PublishesPerConnectionPerSecond, false),
            ("", "Throughput per second per connection", limits.ThroughputPerConnection, false),
        ];
        var quotas = all.Where(quota => quota.Value is not null).OrderBy(quota => quota.Name, StringComparer.Ordinal).ToList();
        return new ServiceApi
        {
            SigningName = "servicequotas",
            Target = "ServiceQuotasV20190624",
            InvalidInputCode = "IllegalArgumentException",
        }.Add("ListServiceQuotas", List, _ => "*");

        Document List(Call call)
        {
            RefusedException.ThrowIf(call.Input.Required("ServiceCode") != ServiceCode,
                400, "NoSuchResourceException", "The request failed because the specified service does not exist.");
            return Pages.Take(call, "Quotas", quotas, quota => quota.Name, quota => new Document
            {
                ["ServiceCode"] = ServiceCode,
                ["ServiceName"] = "AWS IoT Core",
                ["QuotaCode"] = quota.Code,
                ["QuotaName"] = quota.Name,
                ["Value"] = quota.Value,
                ["Unit"] = "None",
                ["Adjustable"] = quota.Adjustable,
                ["GlobalQuota"] = false,
            });
        }
    }
}
