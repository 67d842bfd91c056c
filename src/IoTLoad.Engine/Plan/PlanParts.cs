using System.Text.Json.Serialization;

namespace IoTLoad.Engine.Plan;

/// <summary>The devices and how they come online, drop and come back.</summary>
public sealed record DevicePlan
{
    /// <summary>Number of devices.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Client ID; a pattern with placeholders that must tell devices apart.</summary>
    public string ClientId { get; init; } = "iotload-{{run}}-{{device}}";

    /// <summary>
    /// Who the devices are: a CSV file with the columns client ID, certificate, key, user name, password and group, or a folder with
    /// certificates and keys; null where all devices are alike but for their client IDs.
    /// </summary>
    public string? Inventory { get; init; }

    /// <summary>Of the rows of <see cref="Inventory"/>, those of one group; null for all.</summary>
    public string? InventoryGroup { get; init; }

    /// <summary>
    /// The identities themselves, one a connection; connections behind the last are as the plan says of all. Those of an
    /// <see cref="Inventory"/> are read from it when the test starts.
    /// </summary>
    public IReadOnlyList<DeviceIdentity> Identities { get; init; } = [];

    /// <summary>New connections a second while devices come online; over HTTP, all those that the pool makes.</summary>
    public double ConnectRate { get; init; } = 500;

    /// <summary>How long a device waits before a lost connection is made again.</summary>
    public Backoff Backoff { get; init; }

    /// <summary>Shortest wait before a lost connection is made again, which <see cref="Backoff"/> makes longer.</summary>
    public TimeSpan ReconnectMinDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait before a lost connection is made again.</summary>
    public TimeSpan ReconnectMaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Share of the devices (0 to 1) that disconnect and reconnect every <see cref="ChurnInterval"/>.</summary>
    public double ChurnShare { get; init; }

    /// <summary>How often <see cref="ChurnShare"/> of the devices reconnects.</summary>
    public TimeSpan ChurnInterval { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Who publishes what to whom.</summary>
public sealed record TrafficPlan
{
    /// <summary>The traffic pattern.</summary>
    public TrafficPattern Pattern { get; init; } = TrafficPattern.RoundTrip;

    /// <summary>
    /// Topic of a device; a pattern with placeholders. In <see cref="TrafficPattern.Downlink"/> it is the topic that a device
    /// subscribes to, and that single commands go to.
    /// </summary>
    public string Topic { get; init; } = "loadtest/{{run}}/{{device}}";

    /// <summary>
    /// Filter that fan-in subscribers use; null makes it from <see cref="Topic"/>, with <c>+</c> for each level that holds
    /// a placeholder which differs by device or message. <c>$share/group/filter</c> makes the subscribers one group, of which the
    /// broker gives each message to one member.
    /// </summary>
    public string? SubscribeFilter { get; init; }

    /// <summary>Whether the subscribers share their subscription.</summary>
    [JsonIgnore]
    public bool IsShared => Pattern == TrafficPattern.FanIn && SharedFilter.IsShared(SubscribeFilter);

    /// <summary>QoS of publishing and subscribing: 0, 1 or 2.</summary>
    public int QoS { get; init; } = 1;

    /// <summary>Retain flag of published messages.</summary>
    public bool Retain { get; init; }

    /// <summary>Properties of each message, MQTT 5; null sends none.</summary>
    public MessageProperties? Properties { get; init; }

    /// <summary>
    /// Messages that one connection may have unacknowledged (QoS 1 and 2). Over HTTP, requests that one device may have given to the
    /// pool, which has as many connections as there are devices at most: in HTTP/1.1, each serves one request at a time.
    /// </summary>
    public int InFlightWindow { get; init; } = 100;

    /// <summary>
    /// Messages that one device holds back while its connection is down or its window is full. They are sent when they can
    /// be, and measured from when they were due; what comes due beyond this number is missed.
    /// </summary>
    public int BacklogLimit { get; init; } = 1000;

    /// <summary>Fan-in: number of subscriber connections; each receives everything, but for members of a shared subscription.</summary>
    public int Subscribers { get; init; } = 1;

    /// <summary>Downlink: number of publisher connections.</summary>
    public int Publishers { get; init; } = 1;

    /// <summary>Downlink: topic of broadcasts, to which every device subscribes; null sends each message to one device in turn.</summary>
    public string? BroadcastTopic { get; init; }
}

/// <summary>What is in a message.</summary>
public sealed record PayloadPlan
{
    /// <summary>What the payload is made from.</summary>
    public PayloadKind Kind { get; init; } = PayloadKind.Reference;

    /// <summary>Bytes of a <see cref="PayloadKind.Fixed"/> payload.</summary>
    public int Size { get; init; }

    /// <summary>Text of a <see cref="PayloadKind.Template"/>, with placeholders.</summary>
    public string? Template { get; init; }

    /// <summary>File that <see cref="Template"/> was read from, for error messages.</summary>
    public string? TemplateFile { get; init; }

    /// <summary>CSV file with a header line, for <c>{{csv column}}</c>; device <c>i</c> takes row <c>i mod rows</c>.</summary>
    public string? CsvFile { get; init; }

    /// <summary>Where messages carry their tracking token.</summary>
    public TrackingMode Tracking { get; init; } = TrackingMode.Payload;
}
