
namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// IoT Core's limits as the device gateway keeps them. Each is switched off by null. Figures are AWS's defaults of a large
/// region; what happens past a limit is AWS's documented reaction.
/// </summary>
/// <remarks>
/// Sources: "AWS IoT Core endpoints and quotas" of the AWS General Reference, section "AWS IoT Core message broker and protocol
/// limits and quotas" (called Quotas below), and the page "MQTT" of the AWS IoT Developer Guide (called MQTT below).
/// </remarks>
internal sealed record GatewayLimits
{
    /// <summary>No limit at all. QoS 2 is refused all the same: IoT Core does not have it.</summary>
    public static GatewayLimits None { get; } = new()
    {
        InboundPublishesPerSecond = null,
        OutboundPublishesPerSecond = null,
        PublishesPerConnectionPerSecond = null,
        ThroughputPerConnection = null,
        ConnectsPerSecond = null,
        ConnectsPerClientIdPerSecond = null,
        Connections = null,
        SubscriptionsPerConnection = null,
        SubscriptionsPerRequest = null,
        PayloadBytes = null,
        TopicBytes = null,
        TopicSlashes = null,
        ClientIdBytes = null,
        MinimumKeepAlive = null,
        MaximumKeepAlive = null,
        InboundUnacknowledged = null,
        OutboundUnacknowledged = null,
        StoredMessagesPerSecond = null,
    };

    /// <summary>
    /// PUBLISH requests a second of all clients together. Excess is throttled: it goes nowhere and is not acknowledged (MQTT 5:
    /// acknowledged with "quota exceeded", 0x97; HTTP: 429 ThrottlingException); the connection stays. Quotas.
    /// </summary>
    public double? InboundPublishesPerSecond { get; init; } = 20_000;

    /// <summary>Messages a second to all subscribers together. Excess is discarded. Quotas.</summary>
    public double? OutboundPublishesPerSecond { get; init; } = 20_000;

    /// <summary>
    /// Seconds' worth of the two limits above that an account saves up while it publishes less. AWS publishes no figure. A rate above
    /// the limit by a share s goes unnoticed for this time divided by s.
    /// </summary>
    public double BurstSeconds { get; init; } = 1;

    /// <summary>
    /// Messages a second of one connection, in and out each. "Publish requests that exceed that quota are discarded" (Quotas):
    /// they are not acknowledged, as for <see cref="InboundPublishesPerSecond"/>.
    /// </summary>
    public double? PublishesPerConnectionPerSecond { get; init; } = 100;

    /// <summary>Bytes a second of one connection, in and out each. What exceeds it "is delayed in processing" (Quotas).</summary>
    public int? ThroughputPerConnection { get; init; } = 512 * 1024;

    /// <summary>
    /// CONNECT requests a second of all clients together. Excess is refused: MQTT 5 with CONNACK 0x97; for MQTT 3.1.1, whose
    /// CONNACK has no such code, AWS closes the connection without a word, and so does this.
    /// </summary>
    public double? ConnectsPerSecond { get; init; } = 500;

    /// <summary>CONNECT requests a second with one client ID. Excess is refused as for <see cref="ConnectsPerSecond"/>. Quotas.</summary>
    public double? ConnectsPerClientIdPerSecond { get; init; } = 1;

    /// <summary>Open connections. More are refused as for <see cref="ConnectsPerSecond"/>. Quotas.</summary>
    public int? Connections { get; init; } = 500_000;

    /// <summary>
    /// Subscriptions of one connection. More are refused by SUBACK (0x80, MQTT 5: 0x97), "and the connection is closed" (Quotas).
    /// </summary>
    public int? SubscriptionsPerConnection { get; init; } = 50;

    /// <summary>Topic filters of one SUBSCRIBE. A request with more closes the connection (MQTT 5: 0x97). Quotas.</summary>
    public int? SubscriptionsPerRequest { get; init; } = 8;

    /// <summary>
    /// Bytes of a payload. More close the connection (MQTT 5: DISCONNECT 0x97), or are answered with 413 over HTTP. Quotas.
    /// </summary>
    public int? PayloadBytes { get; init; } = 128 * 1024;

    /// <summary>Bytes of a topic or topic filter in UTF-8. More close the connection (MQTT 5: 0x90, 0x8F). Quotas.</summary>
    public int? TopicBytes { get; init; } = 256;

    /// <summary>
    /// Slashes of a topic or topic filter; those of <c>$aws/rules/name/</c> and of <c>$share/name/</c> do not count. More close
    /// the connection (MQTT 5: 0x90, 0x8F). Quotas.
    /// </summary>
    public int? TopicSlashes { get; init; } = 7;

    /// <summary>Bytes of a client ID in UTF-8. More are refused by CONNACK (0x02, MQTT 5: 0x85). Quotas.</summary>
    public int? ClientIdBytes { get; init; } = 128;

    /// <summary>Seconds of the shortest keep-alive interval; shorter ones are taken as this one. Quotas.</summary>
    public int? MinimumKeepAlive { get; init; } = 30;

    /// <summary>
    /// Seconds of the longest keep-alive interval; longer ones, and none, are taken as this one. MQTT 5 clients are told in the
    /// CONNACK. A client that is silent for one and a half times its interval is disconnected. Quotas.
    /// </summary>
    public int? MaximumKeepAlive { get; init; } = 1200;

    /// <summary>
    /// PUBLISH requests of QoS 1 that a client may have unacknowledged. Then "no new publish requests are accepted from this
    /// client until a PUBACK message is returned" (Quotas); an MQTT 5 client that exceeds this receive maximum is disconnected (0x93).
    /// </summary>
    public int? InboundUnacknowledged { get; init; } = 100;

    /// <summary>Messages of QoS 1 that wait for a client's PUBACK; more are held back until it comes. Quotas.</summary>
    public int? OutboundUnacknowledged { get; init; } = 100;

    /// <summary>
    /// Messages a second that a session gets, once it is resumed, of those stored while it was away: "at a maximum rate of 10
    /// messages per second" (MQTT).
    /// </summary>
    public int? StoredMessagesPerSecond { get; init; } = 10;

    /// <summary>How long a persistent session is kept without a connection; the most an MQTT 5 client can ask for. Quotas.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Messages that are kept for one session, waiting or stored. More are discarded. AWS stores "according to account limit"
    /// (MQTT) without a figure for a session; this one bounds the memory.
    /// </summary>
    public int QueuedMessages { get; init; } = 10_000;

    /// <summary>Whether a topic or filter, without a prefix that does not count, is short and shallow enough.</summary>
    public bool Allow(string topic) =>
        (TopicBytes is not { } bytes || Topics.IsShort(topic, bytes))
            && (TopicSlashes is not { } slashes || topic.AsSpan().Count('/') <= slashes);
}
