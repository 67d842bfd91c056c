using IoTLoad.Engine.Devices.Connecting;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Schedule;
using MQTTnet.Packets;

namespace IoTLoad.Engine.Devices;

/// <summary>
/// One connection of the plan for the length of the test: it comes online when its turn is, publishes and receives, and
/// comes back with jittered back-off when it is lost.
/// </summary>
internal sealed class Device
{
    /// <summary>How long a device that is to churn waits for what it has out.</summary>
    private static readonly TimeSpan ChurnPatience = TimeSpan.FromSeconds(2);

    private readonly DeviceSetup _setup;
    private readonly Recorder _recorder;
    private readonly Action _settled;
    private readonly Lock _gate = new();
    private SplitMix _random;
    private Session? _session;
    private bool _isSettled;
    private bool _paused;
    private TimeSpan? _reconnectDelay;

    /// <param name="setup">What all devices share.</param>
    /// <param name="recorder">Of the loop that owns this device.</param>
    /// <param name="connection">Number of the connection.</param>
    /// <param name="settled">Called once, when the device is online or its first attempt has failed.</param>
    public Device(DeviceSetup setup, Recorder recorder, int connection, Action settled)
    {
        _setup = setup;
        _recorder = recorder;
        _settled = settled;
        Connection = connection;
        _random = new SplitMix(setup.Contexts.Seed, (ulong)connection);
        var sender = setup.Routes.SenderOf(connection);
        Publisher = sender < 0 ? null : new Publisher(sender, setup.Plan.Traffic, setup.Encoder, recorder, setup.Clock);
        Receiver = setup.NewReceiver(connection);
    }

    /// <summary>Number of the connection, from 0.</summary>
    public int Connection { get; }

    /// <summary>The publishing half; null where the connection only subscribes.</summary>
    public Publisher? Publisher { get; }

    /// <summary>The subscribing half; null where the connection only publishes.</summary>
    public Receiver? Receiver { get; }

    /// <summary>Whether the loop has this device on its list of devices to pump.</summary>
    public bool Marked { get; set; }

    /// <summary>Whether the device was ever online.</summary>
    public bool WasOnline { get; private set; }

    /// <summary>Whether nothing waits to be published or acknowledged.</summary>
    public bool Idle
    {
        get
        {
            lock (_gate)
            {
                return Publisher is null || (Publisher.Waiting == 0 && Publisher.InFlight == 0);
            }
        }
    }

    private bool IsUp => _session is not null;

    /// <summary>Comes online at <paramref name="intended"/> (run clock) and stays so until <paramref name="closing"/>.</summary>
    public async Task RunAsync(long intended, CancellationToken closing)
    {
        var failures = 0;
        while (!closing.IsCancellationRequested)
        {
            var end = await ConnectAndRunAsync(intended, closing);
            Settle();
            failures = end is null ? failures + 1 : 0;
            if (closing.IsCancellationRequested)
            {
                break;
            }

            try
            {
                await Task.Delay(_reconnectDelay ?? BackOff(failures), closing);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            _reconnectDelay = null;
            intended = _setup.Clock.Now;
        }
    }

    /// <summary>Takes a message that is due; false where it is missed.</summary>
    public bool Offer(long intended)
    {
        lock (_gate)
        {
            return Publisher!.Offer(intended);
        }
    }

    /// <summary>Publishes what waits.</summary>
    public void Pump()
    {
        lock (_gate)
        {
            if (!_paused)
            {
                _session?.Pump();
            }
        }
    }

    /// <summary>Keep-alive. Called about once a second.</summary>
    public void Tick(long now) => _session?.Tick(now);

    /// <summary>
    /// Drops the connection and makes it again after <paramref name="delay"/>. Waits for what is out first, so that an orderly
    /// reconnect loses nothing by itself.
    /// </summary>
    public async Task ChurnAsync(TimeSpan delay, CancellationToken closing)
    {
        Session? current;
        lock (_gate)
        {
            if (!IsUp || _paused)
            {
                return;
            }

            _paused = true;
            current = _session;
        }

        try
        {
            var deadline = _setup.Clock.Elapsed + ChurnPatience;
            while (_setup.Clock.Elapsed < deadline && !closing.IsCancellationRequested && !NothingOut())
            {
                await Task.Delay(10, CancellationToken.None);
            }
        }
        finally
        {
            lock (_gate)
            {
                _paused = false;
            }
        }

        if (closing.IsCancellationRequested)
        {
            return;
        }

        _reconnectDelay = delay;
        lock (_recorder.Gate)
        {
            _recorder.Current.Counters.Churned++;
        }

        await current!.CloseAsync(SessionEnd.Closed);
    }

    /// <summary>Disconnects for good, and counts what is left.</summary>
    public async Task CloseAsync()
    {
        Session? current;
        lock (_gate)
        {
            current = _session;
        }

        if (current is not null)
        {
            await current.CloseAsync(SessionEnd.Closed);
        }

        lock (_gate)
        {
            Publisher?.Abandon();
            Publisher?.Miss();
        }
    }

    private bool NothingOut()
    {
        lock (_gate)
        {
            if (Publisher is { InFlight: > 0 })
            {
                return false;
            }

            return _setup.Plan.Traffic.Pattern != TrafficPattern.RoundTrip
                || Publisher is null || Receiver is null
                || Receiver.Count >= Publisher.Published - Publisher.Unacknowledged.Count;
        }
    }

    /// <returns>How the session ended; null where there was none.</returns>
    private async Task<SessionEnd?> ConnectAndRunAsync(long intended, CancellationToken closing)
    {
        Stream? stream = null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(closing);
        timeout.CancelAfter(_setup.Plan.Session.ConnectTimeout);
        Session started;
        try
        {
            stream = await _setup.Connector.ConnectAsync(Connection, timeout.Token);
            started = new Session(_setup, _recorder, _gate, stream, Connection, Publisher, Receiver, Settle);
            var connAck = await started.ConnectAsync(timeout.Token);
            Check(connAck);
            Establish(started, connAck, intended);
        }
        catch (Exception exception)
        {
            // A connection attempt fails in as many ways as there are layers; each is classified, counted and retried.
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            if (!closing.IsCancellationRequested)
            {
                CountFailure(exception);
            }

            return null;
        }

        var end = await started.RunAsync();
        await stream.DisposeAsync();
        Lose(end);
        return end;
    }

    private void Check(MqttConnAckPacket connAck)
    {
        var endpoint = _setup.Connector.Describe(Connection);
        var code = (byte)(_setup.Mqtt5 ? (int)connAck.ReasonCode : (int)connAck.ReturnCode);
        if (!ConnAckReason.IsAccepted(code))
        {
            throw new ConnectFaultException(ConnAckReason.Of(_setup.Plan.Session.Version, code).ToFault(endpoint, connAck.ReasonString));
        }

        if (_setup.Mqtt5 && (int)connAck.MaximumQoS < _setup.Plan.Traffic.QoS)
        {
            throw new ConnectFaultException(new ConnectFault(
                "QoSNotSupported",
                $"{endpoint} accepts QoS {(int)connAck.MaximumQoS} at most; the plan has QoS {_setup.Plan.Traffic.QoS}.",
                "Lower -QoS.",
                LoadErrorKind.InvalidInput));
        }
    }

    private void Establish(Session started, MqttConnAckPacket connAck, long intended)
    {
        lock (_gate)
        {
            if (!connAck.IsSessionPresent)
            {
                Publisher?.Abandon();
                Receiver?.Forget();
            }

            Publisher?.Accept(_setup.Mqtt5 ? connAck.ReceiveMaximum : 0);
            _session = started;
            WasOnline = true;
        }

        _recorder.ChangeOnline(1);
        lock (_recorder.Gate)
        {
            _recorder.Current.Counters.ConnectAttempts++;
            _recorder.Current.Counters.Connected++;
            SecondRecord.Record(_recorder.Current.Latencies.Connect, _setup.Clock.Now - intended);
        }
    }

    private void Lose(SessionEnd end)
    {
        lock (_gate)
        {
            _session = null;
            if (_setup.Plan.Session.CleanSession)
            {
                Publisher?.Abandon();
            }
        }

        _recorder.ChangeOnline(-1);
        if (end.Reason.Length == 0)
        {
            return;
        }

        _recorder.Fail(end.Kind, end.Reason, $"{_setup.Contexts.ClientIdOf(Connection)}: {end.Message}");
        lock (_recorder.Gate)
        {
            _recorder.Current.Counters.Disconnected++;
        }
    }

    private void CountFailure(Exception exception)
    {
        var endpoint = _setup.Connector.Describe(Connection);
        var fault = exception is MqttProtocolException malformed
            ? ConnectFault.Protocol(endpoint, malformed.Message)
            : _setup.Connector.Explain(Connection, exception, beforeConnAck: true);
        _recorder.FailConnect(fault, _setup.Contexts.ClientIdOf(Connection));
        lock (_recorder.Gate)
        {
            _recorder.Current.Counters.ConnectAttempts++;
            _recorder.Current.Counters.ConnectFailed++;
        }
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

    /// <summary>Full jitter: uniform between 0 and <c>min · 2ⁿ</c>, capped, but never under half the shortest delay.</summary>
    private TimeSpan BackOff(int failures)
    {
        var devices = _setup.Plan.Devices;
        var ceiling = Math.Min(
            devices.ReconnectMaxDelay.TotalMilliseconds, devices.ReconnectMinDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 20)));
        return TimeSpan.FromMilliseconds(Math.Max(devices.ReconnectMinDelay.TotalMilliseconds / 2, _random.NextDouble() * ceiling));
    }
}
