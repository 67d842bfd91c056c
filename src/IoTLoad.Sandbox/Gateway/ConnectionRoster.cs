using System.Collections.Concurrent;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// The open connections: how many and how often, who has gone silent, whose last will is due. Once a second it also lets
/// sessions expire, sends what was stored for them, and drops the share of connections that a fault asks for. Safe for concurrent use.
/// </summary>
internal sealed class ConnectionRoster : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<DeviceConnection, byte> _open = new();
    private readonly ConcurrentDictionary<string, ITimer> _wills = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SharedBucket> _clients = new(StringComparer.Ordinal);
    private readonly MessageBroker _broker;
    private readonly SharedBucket _connects;
    private readonly ITimer _ticking;
    private int _count;

    public ConnectionRoster(MessageBroker broker)
    {
        _broker = broker;
        _connects = new SharedBucket(broker.Limits.ConnectsPerSecond, broker.Clock);
        _ticking = broker.Clock.CreateTimer(_ => OnTick(), null, Tick, Tick);
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether the account may make one more connection this second.</summary>
    public bool MayConnect() => _connects.TryTake(_broker.Clock.GetTimestamp());

    /// <summary>Whether the client ID may make one more connection this second.</summary>
    public bool MayConnect(string clientId) => _broker.Limits.ConnectsPerClientIdPerSecond is not { } rate
        || _clients.GetOrAdd(clientId, static (_, made) => new SharedBucket(made.rate, made.Clock), (rate, _broker.Clock))
            .TryTake(_broker.Clock.GetTimestamp());

    /// <returns>False where there are as many as may be.</returns>
    public bool TryAdd(DeviceConnection connection)
    {
        if (Interlocked.Increment(ref _count) > _broker.Limits.Connections)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _open.TryAdd(connection, 0);
        return true;
    }

    public void Remove(DeviceConnection connection)
    {
        if (_open.TryRemove(connection, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Publishes a last will, at once or later.</summary>
    public void PublishWill(string clientId, Message will, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Publish(will);
            return;
        }

        CancelWill(clientId);
        _wills[clientId] = _broker.Clock.CreateTimer(
            _ =>
            {
                if (_wills.TryRemove(clientId, out var timer))
                {
                    timer.Dispose();
                    Publish(will);
                }
            },
            null,
            delay,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keeps a client's will that was to come later from coming: the client is back.</summary>
    public void CancelWill(string clientId)
    {
        if (_wills.TryRemove(clientId, out var timer))
        {
            timer.Dispose();
        }
    }

    public void StopAll(MqttDisconnectReasonCode reason)
    {
        foreach (var connection in _open.Keys)
        {
            connection.Stop(reason);
        }
    }

    public void Dispose()
    {
        _ticking.Dispose();
        foreach (var timer in _wills.Values)
        {
            timer.Dispose();
        }
    }

    // The client's policies allowed the will when it connected.
    private void Publish(Message will) => _broker.Take(will, null, (_, _) => true, _broker.Metrics.PublishIn, []);

    private void OnTick()
    {
        var drop = _broker.Faults.Current.DropConnections;
        foreach (var connection in _open.Keys)
        {
            if (FaultSwitch.Draw(drop))
            {
                connection.Abort();
            }
            else
            {
                connection.CheckSilence();
            }
        }

        foreach (var session in _broker.Sessions.All)
        {
            session.Resume();
        }

        _broker.Sessions.Expire();
        ForgetClients();
    }

    /// <summary>A client ID's bucket that has been left alone is full again, and as good as none.</summary>
    private void ForgetClients()
    {
        foreach (var (clientId, client) in _clients)
        {
            if (client.SinceUse > TimeSpan.FromMinutes(1))
            {
                _clients.TryRemove(clientId, out _);
            }
        }
    }
}
