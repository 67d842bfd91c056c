using System.Text;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Devices.Publishing;

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
    private readonly TrafficPlan _traffic;
    private readonly TextTemplate? _willTopic;
    private readonly int _watcher;
    private readonly int _devices;
    private readonly TextTemplate _topic;
    private readonly TextTemplate? _broadcastTopic;
    private readonly MessageContextSource _contexts;
    private readonly byte[]?[] _topics;

    /// <summary>Messages of one downlink publisher after which it comes back to the device it started with.</summary>
    private readonly int _commandCycle;

    public TrafficRoutes(LoadPlan plan, MessageContextSource contexts)
    {
        _traffic = plan.Traffic;
        _devices = plan.Devices.Count;
        _watcher = plan.WatchesWills ? plan.Connections : int.MaxValue;
        _willTopic = plan.WatchesWills
            ? TextTemplate.Parse(plan.Session.Will!.Topic, PlanField.WillTopic, TemplateScope.Connection, contexts.Columns) : null;
        _contexts = contexts;
        _topic = TextTemplate.Parse(_traffic.Topic, PlanField.Topic, TemplateScope.Topic, contexts.Columns);
        _broadcastTopic = _traffic.BroadcastTopic is null
            ? null
            : TextTemplate.Parse(_traffic.BroadcastTopic, PlanField.BroadcastTopic, TemplateScope.Topic, contexts.Columns);
        _topics = new byte[]?[_devices];
        Senders = _traffic.Pattern == TrafficPattern.Downlink ? _traffic.Publishers : _devices;
        _commandCycle = _devices / (int)System.Numerics.BigInteger.GreatestCommonDivisor(_devices, Senders);
    }

    /// <summary>Number of connections that publish.</summary>
    public int Senders { get; }

    /// <summary>Whether anybody subscribes.</summary>
    public bool HasReceivers => _traffic.Pattern != TrafficPattern.PublishOnly;

    /// <summary>Number of connections that should receive each message; of a shared subscription, the group counts as one.</summary>
    public int FanOut => _traffic.Pattern switch
    {
        TrafficPattern.PublishOnly => 0,
        TrafficPattern.FanIn when _traffic.IsShared => 1,
        TrafficPattern.FanIn => _traffic.Subscribers,
        TrafficPattern.Downlink when _broadcastTopic is not null => _devices,
        _ => 1,
    };

    /// <summary>Whether the topic differs from message to message.</summary>
    public bool TopicDependsOnMessage => (_broadcastTopic ?? _topic).DependsOnMessage;

    private bool IsCommand => _traffic.Pattern == TrafficPattern.Downlink && _broadcastTopic is null;

    /// <summary>Number of the sender that <paramref name="connection"/> is; −1 where it does not publish.</summary>
    public int SenderOf(int connection) => connection == _watcher ? -1 : _traffic.Pattern switch
    {
        TrafficPattern.Downlink => connection >= _devices ? connection - _devices : -1,
        _ => connection < _devices ? connection : -1,
    };

    /// <summary>Whether <paramref name="connection"/> subscribes.</summary>
    public bool Receives(int connection) => _traffic.Pattern switch
    {
        TrafficPattern.RoundTrip or TrafficPattern.Downlink => connection < _devices,
        TrafficPattern.FanIn => connection >= _devices,
        _ => false,
    };

    /// <summary>Topic filters that <paramref name="connection"/> subscribes to.</summary>
    public IReadOnlyList<string> FiltersOf(int connection)
    {
        if (connection == _watcher)
        {
            return [_willTopic!.ToFilter(_contexts.For(0, 0, 0), perDevice: true)];
        }

        if (!Receives(connection))
        {
            return [];
        }

        if (_traffic.Pattern == TrafficPattern.FanIn)
        {
            return [_traffic.SubscribeFilter ?? _topic.ToFilter(_contexts.For(0, 0, 0), perDevice: true)];
        }

        var own = _topic.ToFilter(_contexts.For(connection, 0, 0), perDevice: false);
        return _broadcastTopic is null ? [own] : [own, _broadcastTopic.ToFilter(_contexts.For(connection, 0, 0), perDevice: true)];
    }

    /// <summary>Where message <paramref name="message"/> of <paramref name="sender"/> goes.</summary>
    public Route RouteOf(int sender, long message) =>
        IsCommand ? new Route((int)(((message * Senders) + sender) % _devices), message / _commandCycle)
        : _traffic.Pattern == TrafficPattern.Downlink ? new Route(_devices + sender, message)
        : new Route(sender, message);

    /// <summary>Topic of a message, UTF-8, written to <paramref name="scratch"/> only where it differs from message to message.</summary>
    public ReadOnlySpan<byte> TopicOf(in Route route, in MessageContext context, Span<byte> scratch)
    {
        var template = _broadcastTopic ?? _topic;
        if (template.DependsOnMessage || route.Device >= _topics.Length)
        {
            return scratch[..template.Write(scratch, context)];
        }

        return _topics[route.Device] ??= Encoding.UTF8.GetBytes(template.Format(context));
    }

    /// <summary>Most bytes that a topic can have.</summary>
    public int MaxTopicLength(int maxClientIdLength) =>
        Math.Max(_topic.MaxLength(maxClientIdLength), _broadcastTopic?.MaxLength(maxClientIdLength) ?? 0);

    /// <summary>
    /// The connections that should receive a message of this route; of a shared subscription, the first member, which knows what all
    /// have received.
    /// </summary>
    public IEnumerable<int> ReceiversOf(Route route) => _traffic.Pattern switch
    {
        TrafficPattern.PublishOnly => [],
        TrafficPattern.FanIn when _traffic.IsShared => [_devices],
        TrafficPattern.FanIn => Enumerable.Range(_devices, _traffic.Subscribers),
        TrafficPattern.Downlink when _broadcastTopic is not null => Enumerable.Range(0, _devices),
        _ => [route.Device],
    };
}
