using System.Text.RegularExpressions;

namespace IoTLoad.Engine.Plan;

/// <summary>
/// Names of plan fields as error texts carry them: the field's path in a plan file, between backticks. A front end that has a name of
/// its own for a field puts it there by <see cref="Render"/>; without one, the text names the field of the plan file.
/// </summary>
public static partial class PlanField
{
#pragma warning disable CS1591 // each constant is the path of the field that it is named after
    public const string Endpoints = "`endpoints`";
    public const string Protocol = "`protocol`";
    public const string LocalAddresses = "`localAddresses`";
    public const string CaFile = "`tls.caFile`";
    public const string CertificateFile = "`tls.certificateFile`";
    public const string KeyFile = "`tls.keyFile`";
    public const string PfxFile = "`tls.pfxFile`";
    public const string KeyPassword = "`tls.keyPassword`";
    public const string ServerName = "`tls.serverName`";
    public const string AlpnProtocols = "`tls.alpnProtocols`";
    public const string SkipCertificateCheck = "`tls.skipCertificateCheck`";
    public const string MqttVersion = "`session.version`";
    public const string KeepAlive = "`session.keepAlive`";
    public const string SessionExpiry = "`session.sessionExpiry`";
    public const string Username = "`session.username`";
    public const string Password = "`session.password`";
    public const string ConnectTimeout = "`session.connectTimeout`";
    public const string WillTopic = "`session.will.topic`";
    public const string WillPayload = "`session.will.payload`";
    public const string WillQoS = "`session.will.qoS`";
    public const string WillDelay = "`session.will.delay`";
    public const string ReceiveMaximum = "`session.receiveMaximum`";
    public const string MaximumPacketSize = "`session.maximumPacketSize`";
    public const string RequestResponseInformation = "`session.requestResponseInformation`";
    public const string UserProperties = "`traffic.properties.user`";
    public const string ContentType = "`traffic.properties.contentType`";
    public const string ResponseTopic = "`traffic.properties.responseTopic`";
    public const string CorrelationData = "`traffic.properties.correlationData`";
    public const string MessageExpiry = "`traffic.properties.expiry`";
    public const string Utf8Payload = "`traffic.properties.utf8`";
    public const string TopicAlias = "`traffic.properties.topicAlias`";
    public const string RequestTimeout = "`http.requestTimeout`";
    public const string DeviceCount = "`devices.count`";
    public const string ClientId = "`devices.clientId`";
    public const string Inventory = "`devices.inventory`";
    public const string InventoryGroup = "`devices.inventoryGroup`";
    public const string ConnectRate = "`devices.connectRate`";
    public const string Backoff = "`devices.backoff`";
    public const string ReconnectMinDelay = "`devices.reconnectMinDelay`";
    public const string ReconnectMaxDelay = "`devices.reconnectMaxDelay`";
    public const string ChurnShare = "`devices.churnShare`";
    public const string ChurnInterval = "`devices.churnInterval`";
    public const string Pattern = "`traffic.pattern`";
    public const string Topic = "`traffic.topic`";
    public const string SubscribeFilter = "`traffic.subscribeFilter`";
    public const string QoS = "`traffic.qoS`";
    public const string Retain = "`traffic.retain`";
    public const string InFlightWindow = "`traffic.inFlightWindow`";
    public const string BacklogLimit = "`traffic.backlogLimit`";
    public const string Subscribers = "`traffic.subscribers`";
    public const string Publishers = "`traffic.publishers`";
    public const string BroadcastTopic = "`traffic.broadcastTopic`";
    public const string PayloadSize = "`payload.size`";
    public const string PayloadTemplate = "`payload.template`";
    public const string PayloadCsv = "`payload.csvFile`";
    public const string Tracking = "`payload.tracking`";
    public const string Rate = "`stages.endRate`";
    public const string Duration = "`stages.duration`";
    public const string Stages = "`stages`";
    public const string Storms = "`storms`";
    public const string MessageCount = "`messageCount`";
    public const string DrainTime = "`drainTime`";
    public const string Shards = "`shards`";
    public const string Thresholds = "`thresholds`";
#pragma warning restore CS1591

    /// <summary>Puts other names in place of fields.</summary>
    /// <param name="text">Text of an error, a note or a failure.</param>
    /// <param name="nameOf">The name of a field, such as <c>`tls.caFile`</c>; null keeps the field's own.</param>
    public static string Render(string text, Func<string, string?> nameOf) =>
        Field().Replace(text, match => nameOf(match.Value) ?? match.Value);

    [GeneratedRegex("`[a-zA-Z0-9.]+`", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
