using System.Buffers;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// What a session's client is to be sent: what is out and not acknowledged, what waits for room in the window, and what was stored
/// while the client was away. Not safe for concurrent use: the session holds its lock.
/// </summary>
internal sealed class Outbox(GatewayLimits limits, GatewayMetrics metrics, TimeProvider clock)
{
    // In the order of sending, which is the order of sending again (MQTT 3.1.1, section 4.6), and by packet ID.
    private readonly LinkedList<MqttPublishPacket> _unacknowledged = new();
    private readonly Dictionary<ushort, LinkedListNode<MqttPublishPacket>> _byId = [];
    private readonly Queue<Outgoing> _waiting = new();
    private readonly Queue<Outgoing> _stored = new();
    private ushort _lastId;

    /// <summary>Whether nothing waits and nothing is stored.</summary>
    public bool IsEmpty => _stored.Count == 0 && _waiting.Count == 0;

    /// <summary>Sends a message, or keeps it until there is room for it.</summary>
    public void Send(DeviceConnection connection, Message message, int qos, bool retain)
    {
        if (qos == 0)
        {
            Count(connection.Channel.Write(Packet(message, 0, retain)));
        }
        else if (_waiting.Count == 0 && HasRoom(connection))
        {
            Send(connection, new Outgoing(message, retain));
        }
        else
        {
            Keep(_waiting, new Outgoing(message, retain));
        }
    }

    /// <summary>Keeps a message of QoS 1 for when the client is back.</summary>
    public void Store(Message message, bool retain) => Keep(_stored, new Outgoing(message, retain));

    /// <summary>Sends a new connection what the client has not acknowledged, and then what waited.</summary>
    public void Resend(DeviceConnection connection)
    {
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

        SendStored(connection);
    }

    /// <summary>Takes the client's PUBACK, and sends what waited for it.</summary>
    public void Acknowledge(ushort id, DeviceConnection? connection)
    {
        if (_byId.Remove(id, out var node))
        {
            _unacknowledged.Remove(node);
            SendWaiting(connection);
        }
    }

    /// <summary>Sends what waited, and a second's share of what was stored.</summary>
    public void Resume(DeviceConnection connection)
    {
        SendWaiting(connection);
        SendStored(connection);
    }

    // What has no room waits: a message of QoS 1 is not discarded because its receiver is slow.
    private bool HasRoom(DeviceConnection connection) => _unacknowledged.Count < connection.Window && !connection.IsFull;

    private void SendWaiting(DeviceConnection? connection)
    {
        while (connection is not null && HasRoom(connection) && _waiting.TryDequeue(out var next))
        {
            if (!IsExpired(next.Message))
            {
                Send(connection, next);
            }
        }
    }

    private void SendStored(DeviceConnection connection)
    {
        var most = limits.StoredMessagesPerSecond ?? int.MaxValue;
        for (var i = 0; i < most && _waiting.Count == 0 && HasRoom(connection) && _stored.TryDequeue(out var stored); i++)
        {
            if (!IsExpired(stored.Message) && connection.MayReceive(stored.Message.Topic))
            {
                Send(connection, stored);
            }
        }

        // Without a limit, what the window has no room for follows as acknowledgements come.
        while (limits.StoredMessagesPerSecond is null && _stored.TryDequeue(out var rest))
        {
            _waiting.Enqueue(rest);
        }
    }

    private void Send(DeviceConnection connection, Outgoing outgoing)
    {
        var packet = Packet(outgoing.Message, 1, outgoing.Retain);
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

    private MqttPublishPacket Packet(Message message, int qos, bool retain) => new()
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
        MessageExpiryInterval = message.Expires is { } expires
            ? (uint)Math.Max(1, Math.Ceiling((expires - clock.GetUtcNow()).TotalSeconds))
            : 0,
    };

    private readonly record struct Outgoing(Message Message, bool Retain);
}
