using System.Collections.Concurrent;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// What the broker knows of a client ID, while it is connected and, for a persistent session, in between: its subscriptions, its
/// connection, and what it is to be sent. Safe for concurrent use.
/// </summary>
internal sealed class DeviceSession(string clientId, GatewayLimits limits, GatewayMetrics metrics, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Outbox _outbox = new(limits, metrics, clock);
    private DeviceConnection? _connection;

    public string ClientId { get; } = clientId;

    /// <summary>Subscriptions by topic filter, as the client wrote it.</summary>
    public ConcurrentDictionary<string, Subscription> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>How long the session is kept without a connection; zero for not at all.</summary>
    public TimeSpan Expiry { get; set; }

    /// <summary>When the session ends; null while it is connected.</summary>
    public DateTimeOffset? Ends { get; private set; }

    public bool IsConnected => Connection is not null;

    public DeviceConnection? Connection => Volatile.Read(ref _connection);

    /// <summary>Puts a subscription in the place of one with the same filter.</summary>
    /// <returns>The one that was there before.</returns>
    public Subscription? Subscribe(string filter, Subscription subscription)
    {
        Subscription? before = null;
        Subscriptions.AddOrUpdate(filter, subscription, (_, other) =>
        {
            before = other;
            return subscription;
        });
        return before;
    }

    /// <summary>Gives the session a connection, once its CONNACK is written, and sends again what was not acknowledged.</summary>
    public void Attach(DeviceConnection connection)
    {
        lock (_gate)
        {
            _connection = connection;
            Ends = null;
            _outbox.Resend(connection);
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
                    _outbox.Store(message, retain);
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

            _outbox.Send(connection, message, qos, retain);
        }

        if (connection != publisher)
        {
            connection.Channel.Flush();
        }
    }

    /// <summary>Takes the client's PUBACK, and sends what waited for it.</summary>
    public void Acknowledge(ushort id)
    {
        lock (_gate)
        {
            _outbox.Acknowledge(id, _connection);
        }
    }

    /// <summary>Sends what waited, and a second's share of what was stored while the client was away.</summary>
    public void Resume()
    {
        if (_outbox.IsEmpty || Connection is not { } connection)
        {
            return;
        }

        lock (_gate)
        {
            if (connection == _connection)
            {
                _outbox.Resume(connection);
            }
        }

        connection.Channel.Flush();
    }
}
