using System.Text;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Devices;

/// <summary>Where a message goes, and its number on the way from its sender to the one that should receive it.</summary>
/// <param name="Device">The device whose index and client ID the message's placeholders take.</param>
/// <param name="Sequence">Number of the message between this sender and its receivers, from 0 without gaps.</param>
internal readonly record struct Route(int Device, long Sequence);

/// <summary>
/// The traffic pattern in numbers. Connections are numbered through: devices first, then the extra publishers or
/// subscribers. Senders are the connections that publish.
/// </summary>
internal sealed class TrafficRoutes
{
    private readonly TrafficPlan traffic;
    private readonly int devices;
    private readonly TextTemplate topic;
    private readonly TextTemplate? broadcastTopic;
    private readonly MessageContextSource contexts;
    private readonly byte[]?[] topics;

    /// <summary>Messages of one downlink publisher after which it comes back to the device it started with.</summary>
    private readonly int commandCycle;

    public TrafficRoutes(LoadPlan plan, MessageContextSource contexts)
    {
        traffic = plan.Traffic;
        devices = plan.Devices.Count;
        this.contexts = contexts;
        topic = TextTemplate.Parse(traffic.Topic, "-Topic", TemplateScope.Topic);
        broadcastTopic = traffic.BroadcastTopic is null ? null : TextTemplate.Parse(traffic.BroadcastTopic, "-BroadcastTopic", TemplateScope.Topic);
        topics = new byte[]?[devices];
        Senders = traffic.Pattern == TrafficPattern.Downlink ? traffic.Publishers : devices;
        commandCycle = devices / (int)System.Numerics.BigInteger.GreatestCommonDivisor(devices, Senders);
    }

    /// <summary>Number of connections that publish.</summary>
    public int Senders { get; }

    /// <summary>Whether anybody subscribes.</summary>
    public bool HasReceivers => traffic.Pattern != TrafficPattern.PublishOnly;

    private bool IsCommand => traffic.Pattern == TrafficPattern.Downlink && broadcastTopic is null;

    /// <summary>Number of the sender that <paramref name="connection"/> is; −1 where it does not publish.</summary>
    public int SenderOf(int connection) => traffic.Pattern switch
    {
        TrafficPattern.Downlink => connection >= devices ? connection - devices : -1,
        _ => connection < devices ? connection : -1,
    };

    /// <summary>Whether <paramref name="connection"/> subscribes.</summary>
    public bool Receives(int connection) => traffic.Pattern switch
    {
        TrafficPattern.RoundTrip or TrafficPattern.Downlink => connection < devices,
        TrafficPattern.FanIn => connection >= devices,
        _ => false,
    };

    /// <summary>Topic filters that <paramref name="connection"/> subscribes to.</summary>
    public IReadOnlyList<string> FiltersOf(int connection)
    {
        if (!Receives(connection))
            return [];
        if (traffic.Pattern == TrafficPattern.FanIn)
            return [traffic.SubscribeFilter ?? topic.ToFilter(contexts.For(0, 0, 0), perDevice: true)];
        var own = topic.ToFilter(contexts.For(connection, 0, 0), perDevice: false);
        return broadcastTopic is null ? [own] : [own, broadcastTopic.ToFilter(contexts.For(connection, 0, 0), perDevice: true)];
    }

    /// <summary>Where message <paramref name="message"/> of <paramref name="sender"/> goes.</summary>
    public Route RouteOf(int sender, long message) =>
        IsCommand ? new Route((int)(((message * Senders) + sender) % devices), message / commandCycle)
        : traffic.Pattern == TrafficPattern.Downlink ? new Route(devices + sender, message)
        : new Route(sender, message);

    /// <summary>Topic of a message, UTF-8, written to <paramref name="scratch"/> only where it differs from message to message.</summary>
    public ReadOnlySpan<byte> TopicOf(in Route route, in MessageContext context, Span<byte> scratch)
    {
        var template = broadcastTopic ?? topic;
        if (template.DependsOnMessage || route.Device >= topics.Length)
            return scratch[..template.Write(scratch, context)];
        return topics[route.Device] ??= Encoding.UTF8.GetBytes(template.Format(context));
    }

    /// <summary>Most bytes that a topic can have.</summary>
    public int MaxTopicLength(int maxClientIdLength) => Math.Max(topic.MaxLength(maxClientIdLength), broadcastTopic?.MaxLength(maxClientIdLength) ?? 0);

    /// <summary>
    /// The streams of <paramref name="sender"/>, which has published <paramref name="published"/> messages: each receiver,
    /// the number of messages it should have got, and the message number of the first of them and the step to the next.
    /// </summary>
    public IEnumerable<(int Receiver, long Count, long First, long Step)> StreamsOf(int sender, long published)
    {
        switch (traffic.Pattern)
        {
            case TrafficPattern.RoundTrip:
                yield return (sender, published, 0, 1);
                break;
            case TrafficPattern.FanIn:
                for (var i = 0; i < traffic.Subscribers; i++)
                    yield return (devices + i, published, 0, 1);
                break;
            case TrafficPattern.Downlink when broadcastTopic is not null:
                for (var i = 0; i < devices; i++)
                    yield return (i, published, 0, 1);
                break;
            case TrafficPattern.Downlink:
                for (var first = 0; first < commandCycle && first < published; first++)
                    yield return (RouteOf(sender, first).Device, (published - first + commandCycle - 1) / commandCycle, first, commandCycle);
                break;
        }
    }
}
