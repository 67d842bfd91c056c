using System.Diagnostics;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Devices.Storms;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;
using MQTTnet.Packets;

namespace IoTLoad.Engine.Devices;

/// <summary>
/// A device's connection for the length of the test: made when its turn is, made again with jittered back-off when it is lost,
/// and dropped where the plan wants churn. Each time it is up is a <see cref="Devices.Session"/>.
/// </summary>
internal sealed class ReconnectLoop
{
    /// <summary>How long a connection that is to be dropped waits for what is out.</summary>
    private static readonly TimeSpan ChurnPatience = TimeSpan.FromSeconds(2);

    private readonly DeviceSetup _setup;
    private readonly Recorder _recorder;
    private readonly Lock _gate;
    private readonly ConnectionAccount _account;
    private readonly int _connection;
    private readonly Publisher? _publisher;
    private readonly Receiver? _receiver;
    private readonly Action _settled;
    private SplitMix _random;
    private bool _isSettled;
    private bool _isChurning;
    private bool _isClosed;
    private long _connectLatency;
    private ConnectParts _connectParts = new();
    private TimeSpan? _reconnectDelay;
    private TimeSpan _lastDelay;
    private readonly StormPassage? _storms;

    /// <param name="setup">What all devices share.</param>
    /// <param name="recorder">Of the loop that owns the device.</param>
    /// <param name="gate">The device's.</param>
    /// <param name="connection">Number of the connection.</param>
    /// <param name="publisher">The device's publishing half.</param>
    /// <param name="receiver">Its subscribing half.</param>
    /// <param name="settled">Called once, when the device is online or its first attempt has failed.</param>
    public ReconnectLoop(
        DeviceSetup setup, Recorder recorder, Lock gate, int connection, Publisher? publisher, Receiver? receiver, Action settled)
    {
        _setup = setup;
        _recorder = recorder;
        _gate = gate;
        _account = new ConnectionAccount(setup, recorder, connection);
        _connection = connection;
        _publisher = publisher;
        _receiver = receiver;
        _settled = settled;
        _random = new SplitMix(setup.Contexts.Seed, (ulong)connection);
        _storms = setup.Storms.Count == 0 ? null : new StormPassage(setup.Clock, setup.Plan.Devices.Backoff);
    }

    /// <summary>What is up now; null between two connections.</summary>
    public Session? Session { get; private set; }

    /// <summary>Whether messages could ever flow: connected and, where the device subscribes, subscribed.</summary>
    public bool WasReady { get; private set; }

    /// <summary>Comes online at <paramref name="intended"/> (run clock) and stays so until <paramref name="closing"/>.</summary>
    public async Task RunAsync(long intended, CancellationToken closing)
    {
        var failures = 0;
        while (!closing.IsCancellationRequested)
        {
            failures = _storms?.Refuses() == true || !await ConnectAndRunAsync(intended, closing) ? failures + 1 : 0;

            // Off the thread that the connection was read on, which other connections need.
            await Task.Yield();
            Settle();
            if (closing.IsCancellationRequested)
            {
                break;
            }

            try
            {
                await Task.Delay(NextDelay(failures), closing);
                while (_storms?.UntilReturn() is { } rest)
                {
                    await Task.Delay(rest, closing);
                }

                intended = _setup.Clock.Now;
                await _setup.Handshakes.TurnAsync(closing);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            _reconnectDelay = null;
        }
    }

    /// <summary>
    /// Drops the connection and makes it again after <paramref name="delay"/>. Waits for what is out first, so that an orderly
    /// reconnect loses nothing by itself.
    /// </summary>
    public async Task ChurnAsync(TimeSpan delay, CancellationToken closing)
    {
        Session current;
        lock (_gate)
        {
            if (Session is null || _isChurning)
            {
                return;
            }

            _isChurning = true;
            current = Session;
            current.Hold();
        }

        var deadline = _setup.Clock.Elapsed + ChurnPatience;
        while (_setup.Clock.Elapsed < deadline && !closing.IsCancellationRequested && !NothingOut())
        {
            await Task.Delay(10, CancellationToken.None);
        }

        _reconnectDelay = delay;
        var churned = !closing.IsCancellationRequested && await current.CloseAsync(SessionEnd.Closed);
        _isChurning = false;
        if (churned)
        {
            lock (_recorder.Gate)
            {
                _recorder.Current.Counters.Churned++;
            }
        }
    }

    /// <summary>Loses the connection in a storm, if there is one; attempts go nowhere while its outage lasts.</summary>
    public void Drop(Storm storm)
    {
        lock (_gate)
        {
            if (!_isClosed && !_isChurning)
            {
                _storms!.Begin(storm, Session);
            }
        }
    }

    /// <summary>Disconnects for good.</summary>
    public async Task CloseAsync()
    {
        Session? current;
        lock (_gate)
        {
            _isClosed = true;
            current = Session;
        }

        if (current is not null)
        {
            await current.CloseAsync(SessionEnd.Closed);
        }

        _storms?.Close();
    }

    private TimeSpan NextDelay(int failures)
    {
        _lastDelay = _reconnectDelay ?? _storms?.UntilReturn() ?? ReconnectDelay.After(
            _storms?.Backoff ?? _setup.Plan.Devices.Backoff, failures, failures == 0
                ? TimeSpan.Zero : _lastDelay, _setup.Plan.Devices, ref _random);
        return _lastDelay;
    }

    private bool NothingOut()
    {
        lock (_gate)
        {
            if (_publisher is { InFlight: > 0 })
            {
                return false;
            }

            return _setup.Plan.Traffic.Pattern != TrafficPattern.RoundTrip
                || _publisher is null || _receiver is null
                || _receiver.Count >= _publisher.Published - _publisher.UnacknowledgedCount;
        }
    }

    /// <returns>Whether the connection proved to be of use, or the test ended it: the next attempt then need not wait longer.</returns>
    private async Task<bool> ConnectAndRunAsync(long intended, CancellationToken closing)
    {
        Stream? stream = null;
        var parts = new ConnectParts();
        parts.Add(LatencyMetric.ConnectLag, _setup.Clock.Now - intended);
        var limit = _setup.Plan.Session.ConnectTimeout;
        var readyBy = _setup.Clock.Now + (limit.Ticks * 100);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(closing);
        timeout.CancelAfter(limit);
        Session started;
        _setup.Handshakes.Begin();
        try
        {
            _setup.Tap?.Connecting(_setup.Contexts.ClientIdOf(_connection), _setup.UnixNow);
            stream = await _setup.Connector.ConnectAsync(
                _connection, timeout.Token, parts, _storms is null ? null : _storms.Opened);
            var received = new ReceiveBuffer();
            var asked = Stopwatch.GetTimestamp();
            var connAck = await _setup.Handshake.ConnectAsync(_setup.Connector, _connection, stream, received, timeout.Token);
            parts.AddSince(LatencyMetric.MqttConnect, asked);
            _connectParts = parts;
            new Granted(_setup, _connection, _recorder.Note).Check(connAck);
            started = new Session(_setup, _recorder, _gate, stream, received, _connection, _publisher, _receiver, BecomeReady, readyBy);
            if (!Establish(started, connAck, intended))
            {
                await started.CloseAsync(SessionEnd.Closed);
                return false;
            }
        }
        catch (Exception exception)
        {
            // A connection attempt fails in as many ways as there are layers; each is classified, counted and retried.
            if (!closing.IsCancellationRequested)
            {
                await _account.FailAsync(stream, exception);
            }

            await Connector.CloseAsync(stream);
            return false;
        }
        finally
        {
            _setup.Handshakes.End();
        }

        var end = _storms is null ? await started.RunAsync() : await _storms.RunAsync(started, stream);
        Lose(end, started.WasReady);
        if (_storms?.Holds(stream) != true)
        {
            await started.DisposeAsync();
        }

        return started.WasReady && (started.WasUsed || end.Reason.Length == 0);
    }

    /// <returns>False where the device was closed in the meantime: whoever did has looked for a session, and will not look again.</returns>
    private bool Establish(Session started, MqttConnAckPacket connAck, long intended)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            if (!connAck.IsSessionPresent)
            {
                _publisher?.Abandon();
                _receiver?.Forget();
            }

            if (_setup.Mqtt5 && connAck.ServerKeepAlive > 0)
            {
                started.KeepAlive.Period = connAck.ServerKeepAlive * 1_000_000_000L;
            }

            _publisher?.Accept(_setup.Mqtt5 ? connAck.ReceiveMaximum : 0, _setup.Mqtt5 ? connAck.TopicAliasMaximum : 0);
            _storms?.Accepted(_receiver);
            _connectLatency = _setup.Clock.Now - intended;
            Session = started;
        }

        _setup.Tap?.Connected(_setup.Contexts.ClientIdOf(_connection), _setup.UnixNow, _connectLatency);
        return true;
    }

    private void Lose(SessionEnd end, bool wasReady)
    {
        lock (_gate)
        {
            Session = null;
            if (_setup.Plan.Session.CleanSession)
            {
                _publisher?.Abandon();
            }
        }

        _account.End(end, wasReady);
    }

    /// <summary>The device is connected: it has its CONNACK and, if it subscribes, its SUBACK.</summary>
    private void BecomeReady()
    {
        WasReady = true;
        _account.Ready(_connectLatency, _connectParts);
        _storms?.Return();
        Settle();
    }

    private void Settle()
    {
        if (_isSettled)
        {
            return;
        }

        _isSettled = true;
        _settled();
    }
}
