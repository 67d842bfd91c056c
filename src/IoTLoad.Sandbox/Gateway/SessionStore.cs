using System.Collections.Concurrent;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>All sessions by client ID: one connection for each, and none that has expired. Safe for concurrent use.</summary>
internal sealed class SessionStore(GatewayLimits limits, GatewayMetrics metrics, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, DeviceSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Who is subscribed.</summary>
    public SubscriptionIndex Index { get; } = new();

    public IEnumerable<DeviceSession> All => _sessions.Values;

    /// <summary>Gives a connection the session that its CONNECT asks for.</summary>
    /// <param name="clean">Whether a session that is there is thrown away.</param>
    /// <param name="expiry">How long the session is kept without a connection.</param>
    /// <param name="answer">Writes the CONNACK, before anything else is written; whether a session was there is its argument.</param>
    /// <param name="displaced">The connection that has to go because it has the same client ID; null for none.</param>
    public DeviceSession Open(
        DeviceConnection connection, string clientId, bool clean, TimeSpan expiry, Action<bool> answer, out DeviceConnection? displaced)
    {
        lock (_gate)
        {
            displaced = null;
            if (_sessions.TryGetValue(clientId, out var session))
            {
                displaced = session.Connection;
                if (displaced is not null)
                {
                    session.Detach(displaced);
                }

                if (clean || session.Expiry == TimeSpan.Zero || session.Ends <= clock.GetUtcNow())
                {
                    Forget(session);
                    session = null;
                }
            }

            answer(session is not null);
            if (session is null)
            {
                _sessions[clientId] = session = new DeviceSession(clientId, limits, metrics, clock);
            }

            session.Expiry = expiry;
            session.Attach(connection);
            return session;
        }
    }

    /// <summary>Ends a connection's use of its session; one that is not persistent is gone.</summary>
    /// <returns>Whether the session was still the connection's.</returns>
    public bool Leave(DeviceSession session, DeviceConnection connection)
    {
        lock (_gate)
        {
            if (!session.Detach(connection))
            {
                return false;
            }

            if (session.Expiry == TimeSpan.Zero)
            {
                Forget(session);
            }

            return true;
        }
    }

    /// <summary>Forgets the sessions whose time is over.</summary>
    public void Expire()
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            foreach (var session in _sessions.Values.Where(session => session.Ends <= now))
            {
                Forget(session);
            }
        }
    }

    private void Forget(DeviceSession session)
    {
        _sessions.TryRemove(KeyValuePair.Create(session.ClientId, session));
        foreach (var subscription in session.Subscriptions.Values)
        {
            Index.Remove(subscription);
        }
    }
}
