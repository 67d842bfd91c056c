namespace IoTLoad.Engine.Plan;

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
    /// a placeholder which differs by device or message.
    /// </summary>
    public string? SubscribeFilter { get; init; }

    /// <summary>QoS of publishing and subscribing: 0, 1 or 2.</summary>
    public int QoS { get; init; } = 1;

    /// <summary>Retain flag of published messages.</summary>
    public bool Retain { get; init; }

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

    /// <summary>Fan-in: number of subscriber connections, each of which receives everything.</summary>
    public int Subscribers { get; init; } = 1;

    /// <summary>Downlink: number of publisher connections.</summary>
    public int Publishers { get; init; } = 1;

    /// <summary>Downlink: topic of broadcasts, to which every device subscribes; null sends each message to one device in turn.</summary>
    public string? BroadcastTopic { get; init; }
}
