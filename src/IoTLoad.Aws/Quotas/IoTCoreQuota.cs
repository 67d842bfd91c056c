namespace IoTLoad.Aws.Quotas;

/// <summary>A default quota of AWS IoT Core's message broker.</summary>
/// <param name="Name">What it limits.</param>
/// <param name="Value">Its default.</param>
/// <param name="Unit">Unit of the value.</param>
/// <param name="Adjustable">Whether AWS raises it on request.</param>
/// <param name="SmallRegionValue">Its default in the regions that have a smaller one; null where it is the same in all.</param>
/// <param name="ServiceQuotasName">Its name in Service Quotas; null where that has no value for it.</param>
public sealed record IoTCoreQuota(
    string Name, double Value, string Unit, bool Adjustable, double? SmallRegionValue = null, string? ServiceQuotasName = null)
{
    // Compared with "AWS IoT Core endpoints and quotas" in AWS's General Reference on 2026-11-24.

    /// <summary>Publishes into the broker, all connections of the account and region together.</summary>
    public static IoTCoreQuota InboundPublishes { get; } = new(
        "Inbound publish requests per account", 20_000, "requests/s", true, 2_000,
        ServiceQuotasName: "Inbound publish requests per second per account");

    /// <summary>Publishes out of the broker, all connections of the account and region together.</summary>
    public static IoTCoreQuota OutboundPublishes { get; } = new(
        "Outbound publish requests per account", 20_000, "requests/s", true, 2_000,
        ServiceQuotasName: "Outbound publish requests per second per account");

    /// <summary>Publishes of one connection, each direction.</summary>
    public static IoTCoreQuota PublishesPerConnection { get; } = new(
        "Publish requests per connection", 100, "requests/s", false,
        ServiceQuotasName: "Publish requests per second per connection");

    /// <summary>Bytes of one connection.</summary>
    public static IoTCoreQuota ThroughputPerConnection { get; } = new(
        "Throughput per connection", 512 * 1024, "bytes/s", false,
        ServiceQuotasName: "Throughput per second per connection");

    /// <summary>CONNECT requests of the account and region.</summary>
    public static IoTCoreQuota ConnectRequests { get; } = new(
        "Connect requests per account", 500, "requests/s", true, 100,
        ServiceQuotasName: "Connect requests per second per account");

    /// <summary>Connections of the account and region.</summary>
    public static IoTCoreQuota Connections { get; } = new(
        "Concurrent client connections", 500_000, "connections", true, 100_000,
        ServiceQuotasName: "Maximum concurrent client connections per account");

    /// <summary>Subscriptions of one connection.</summary>
    public static IoTCoreQuota SubscriptionsPerConnection { get; } = new(
        "Subscriptions per connection", 50, "subscriptions", false,
        ServiceQuotasName: "Subscriptions per connection");

    /// <summary>Topic filters of one SUBSCRIBE.</summary>
    public static IoTCoreQuota SubscriptionsPerRequest { get; } = new("Subscriptions per SUBSCRIBE request", 8, "subscriptions", false);

    /// <summary>Bytes of a payload.</summary>
    public static IoTCoreQuota PayloadSize { get; } = new("Message payload", 128 * 1024, "bytes", false);

    /// <summary>Bytes of a topic, UTF-8.</summary>
    public static IoTCoreQuota TopicSize { get; } = new("Topic length", 256, "bytes", false);

    /// <summary>Slashes of a topic.</summary>
    public static IoTCoreQuota TopicSlashes { get; } = new("Slashes in a topic", 7, "slashes", false);

    /// <summary>Bytes of a client ID, UTF-8.</summary>
    public static IoTCoreQuota ClientIdSize { get; } = new("Client ID length", 128, "bytes", false);

    /// <summary>Shortest keep-alive; a shorter one is taken for this.</summary>
    public static IoTCoreQuota ShortestKeepAlive { get; } = new("Keep-alive, shortest", 30, "s", false);

    /// <summary>Longest keep-alive; a longer one, and none, is taken for this.</summary>
    public static IoTCoreQuota LongestKeepAlive { get; } = new("Keep-alive, longest", 1_200, "s", false);

    /// <summary>QoS 1 publishes of one client without an acknowledgement, each direction.</summary>
    public static IoTCoreQuota InFlight { get; } = new(
        "Unacknowledged QoS 1 publishes per client", 100, "messages", false,
        ServiceQuotasName: "Maximum inbound unacknowledged QoS 1 publish requests");

    /// <summary>Highest QoS; a higher one closes the connection.</summary>
    public static IoTCoreQuota QoS { get; } = new("QoS", 1, "", false);
}
