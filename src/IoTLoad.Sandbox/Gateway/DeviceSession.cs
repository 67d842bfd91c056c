using System.Buffers;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// What the broker knows of a client ID, while it is connected and, for a persistent session, in between: subscriptions, and the
/// messages of QoS 1 that the client has not acknowledged. Safe for concurrent use.
/// </summary>
internal sealed class DeviceSession(string clientId, GatewayLimits limits, GatewayMetrics metrics, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);

    // In the order of sending, which is the order of sending again (MQTT 3.1.1, section 4.6), and by packet ID.
    private readonly LinkedList<MqttPublishPacket> _unacknowledged = new();
    private readonly Dictionary<ushort, LinkedListNode<MqttPublishPacket>> _byId = [];
    private readonly Queue<Outgoing> _waiting = new();
    private readonly Queue<Outgoing> _stored = new();
    private DeviceConnection? _connection;
    private ushort _lastId;

    public string ClientId { get; } = clientId;

    /// <summary>How long the session is kept without a connection; zero for not at all.</summary>
    public TimeSpan Expiry { get; set; }

    /// <summary>When the session ends; null while it is connected.</summary>
    public DateTimeOffset? Ends { get; private set; }

    /// <summary>Whether a client is connected.</summary>
    public bool IsConnected => Volatile.Read(ref _connection) is not null;

    /// <summary>The connection, or null.</summary>
    public DeviceConnection? Connection => Volatile.Read(ref _connection);

    public IReadOnlyList<Subscription> Subscriptions
    {
        get
        {
            lock (_gate)
            {
                return [.. _subscriptions.Values];
            }
        }
    }

    /// <summary>Number of subscriptions.</summary>
    public int SubscriptionCount
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.Count;
            }
        }
    }

    /// <summary>Puts a subscription in the place of one with the same filter.</summary>
    /// <returns>The one that was there before.</returns>
    public Subscription? Subscribe(string filter, Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(filter, out var before);
            _subscriptions.Add(filter, subscription);
            return before;
        }
    }

    /// <summary>Whether the session has a subscription with this filter.</summary>
    public bool IsSubscribed(string filter)
    {
        lock (_gate)
        {
            return _subscriptions.ContainsKey(filter);
        }
    }

    /// <summary>Takes a subscription away.</summary>
    /// <returns>What was there; null where nothing was.</returns>
    public Subscription? Unsubscribe(string filter)
    {
        lock (_gate)
        {
            return _subscriptions.Remove(filter, out var before) ? before : null;
        }
    }

    /// <summary>Gives the session a connection, once its CONNACK is written, and sends again what was not acknowledged.</summary>
    public void Attach(DeviceConnection connection)
    {
        lock (_gate)
        {
            _connection = connection;
            Ends = null;
            // Without the DUP flag, which IoT Core does not have ("AWS IoT differences from MQTT specifications", AWS IoT Developer Guide).
            foreach (var packet in _unacknowledged)
            {
                connection.Channel.Write(packet);
            }

            // What waited for the window of the connection before this one goes first.
            while (_waiting.TryDequeue(out var waiting))
            {
                _stored.Enqueue(waiting);
            }

            SendStored();
        }

        connection.Channel.Flush();
    }

    /// <summary>Takes the connection away, if it is still this one.</summary>
    public bool Detach(DeviceConnection connection)
    {
        lock (_gate)
        {
            if (_connection != connection)
            {
                return false;
            }

            _connection = null;
            Ends = clock.GetUtcNow() + Expiry;
            return true;
        }
    }

    /// <summary>Sends a message, or keeps it until it can be sent.</summary>
    /// <param name="qos">QoS to send it with.</param>
    /// <param name="retain">Retain flag to send it with.</param>
    /// <param name="now">When the message arrived, a timestamp of the clock.</param>
    /// <param name="publisher">The connection whose turn it is, which sends by itself what was written to it.</param>
    public void Deliver(Message message, int qos, bool retain, long now, DeviceConnection? publisher = null)
    {
        DeviceConnection? connection;
        lock (_gate)
        {
            connection = _connection;
            if (connection is null)
            {
                if (qos == 1 && Expiry > TimeSpan.Zero)
                {
                    Keep(_stored, new Outgoing(message, retain));
                }

                return;
            }

            if (!connection.MayReceive(message.Topic))
            {
                metrics.PublishOut.AuthError.Add();
                return;
            }

            if (!connection.TakesMessage(now) || (qos == 0 && connection.IsFull))
            {
                metrics.PublishOut.Throttle.Add();
                return;
            }

            if (qos == 0)
            {
                Count(connection.Channel.Write(Packet(message, 0, retain)));
            }
            else if (_waiting.Count == 0 && HasRoom(connection))
            {
                Send(connection, message, retain);
            }
            else
            {
                Keep(_waiting, new Outgoing(message, retain));
            }
        }

        if (connection != publisher)
        {
            connection.Channel.Flush();
        }
    }

    /// <summary>Takes the client's PUBACK, and sends what waited for it.</summary>
    /// <returns>False where no such message is unacknowledged.</returns>
    public bool Acknowledge(ushort id)
    {
        lock (_gate)
        {
            if (!_byId.Remove(id, out var node))
            {
                return false;
            }

            _unacknowledged.Remove(node);
            SendWaiting();
            return true;
        }
    }

    // What has no room waits: a message of QoS 1 is not discarded because its receiver is slow.
    private bool HasRoom(DeviceConnection connection) => _unacknowledged.Count < connection.Window && !connection.IsFull;

    private void SendWaiting()
    {
        while (_connection is { } connection && HasRoom(connection) && _waiting.TryDequeue(out var next))
        {
            if (!IsExpired(next.Message))
            {
                Send(connection, next.Message, next.Retain);
            }
        }
    }

    /// <summary>Sends what waited, and a second's share of what was stored while the client was away.</summary>
    public void Resume()
    {
        if (_stored.Count == 0 && _waiting.Count == 0)
        {
            return;
        }

        DeviceConnection? connection;
        lock (_gate)
        {
            SendWaiting();
            SendStored();
            connection = _connection;
        }

        connection?.Channel.Flush();
    }

    private void SendStored()
    {
        if (_connection is not { } connection)
        {
            return;
        }

        var most = limits.StoredMessagesPerSecond ?? int.MaxValue;
        for (var i = 0; i < most && _waiting.Count == 0 && HasRoom(connection) && _stored.TryDequeue(out var stored); i++)
        {
            if (!IsExpired(stored.Message) && connection.MayReceive(stored.Message.Topic))
            {
                Send(connection, stored.Message, stored.Retain);
            }
        }

        // Without a limit, what the window has no room for follows as acknowledgements come.
        while (limits.StoredMessagesPerSecond is null && _stored.TryDequeue(out var rest))
        {
            _waiting.Enqueue(rest);
        }
    }

    private void Send(DeviceConnection connection, Message message, bool retain)
    {
        var packet = Packet(message, 1, retain);
        packet.PacketIdentifier = NextId();
        var fits = connection.Channel.Write(packet);
        if (fits)
        {
            _byId.Add(packet.PacketIdentifier, _unacknowledged.AddLast(packet));
        }

        Count(fits);
    }

    // What a client does not take because of its size counts as done with (MQTT 5, section 3.1.2.11.4).
    private void Count(bool sent) => (sent ? metrics.PublishOut.Success : metrics.PublishOut.ClientError).Add();

    private void Keep(Queue<Outgoing> queue, Outgoing outgoing)
    {
        if (queue.Count < limits.QueuedMessages)
        {
            queue.Enqueue(outgoing);
        }
        else
        {
            metrics.PublishOut.Throttle.Add();
        }
    }

    private ushort NextId()
    {
        do
        {
            _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
        }
        while (_byId.ContainsKey(_lastId));
        return _lastId;
    }

    private bool IsExpired(Message message) => message.Expires is { } expires && expires <= clock.GetUtcNow();

    private MqttPublishPacket Packet(Message message, int qos, bool retain)
    {
        var packet = new MqttPublishPacket
        {
            Topic = message.Topic,
            Payload = new ReadOnlySequence<byte>(message.Payload),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
            Retain = retain,
            ContentType = message.ContentType,
            ResponseTopic = message.ResponseTopic,
            CorrelationData = message.CorrelationData,
            PayloadFormatIndicator = message.PayloadFormat,
            UserProperties = message.UserProperties,
        };
        if (message.Expires is { } expires)
        {
            packet.MessageExpiryInterval = (uint)Math.Max(1, Math.Ceiling((expires - clock.GetUtcNow()).TotalSeconds));
        }

        return packet;
    }

    private readonly record struct Outgoing(Message Message, bool Retain);
}
