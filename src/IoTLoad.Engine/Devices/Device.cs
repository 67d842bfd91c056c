using IoTLoad.Engine.Devices.Connecting;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;
using MQTTnet.Packets;

namespace IoTLoad.Engine.Devices;

/// <summary>
/// One connection of the plan for the length of the test: it comes online when its turn is, publishes and receives, and
/// comes back with jittered back-off when it is lost.
/// </summary>
internal sealed class Device : ILoadDevice
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
    private bool _isChurning;
    private bool _isClosed;
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

    /// <inheritdoc/>
    public bool Publishes => Publisher is not null;

    /// <summary>Whether the loop has this device on its list of devices to pump.</summary>
    public bool Marked { get; set; }

    /// <summary>Whether messages could ever flow: connected and, where the device subscribes, subscribed.</summary>
    public bool WasReady { get; private set; }

    /// <summary>Whether nothing waits to be published, written or acknowledged.</summary>
    public bool Idle
    {
        get
        {
            lock (_gate)
            {
                return Publisher is null || (Publisher.Waiting == 0 && Publisher.InFlight == 0 && _session?.Buffer.Empty != false);
            }
        }
    }

    /// <summary>Messages published that were neither refused nor given up.</summary>
    public long Owed
    {
        get
        {
            lock (_gate)
            {
                return Publisher is null ? 0 : Publisher.Published - Publisher.Unacknowledged.Count;
            }
        }
    }

    /// <summary>Shows both halves to an audit, while nothing changes in them.</summary>
    public void Audit(Action<Publisher> publisher, Action<Receiver> receiver)
    {
        lock (_gate)
        {
            if (Publisher is not null)
            {
                publisher(Publisher);
            }

            if (Receiver is not null)
            {
                receiver(Receiver);
            }
        }
    }

    /// <summary>Whether message <paramref name="sequence"/> of <paramref name="sender"/> was received.</summary>
    public bool HasReceived(int sender, long sequence)
    {
        lock (_gate)
        {
            return Receiver?.From(sender)?.Contains(sequence) == true;
        }
    }

    /// <summary>Comes online at <paramref name="intended"/> (run clock) and stays so until <paramref name="closing"/>.</summary>
    public async Task RunAsync(long intended, CancellationToken closing)
    {
        var failures = 0;
        while (!closing.IsCancellationRequested)
        {
            failures = await ConnectAndRunAsync(intended, closing) ? 0 : failures + 1;
            Settle();
            if (closing.IsCancellationRequested)
            {
                break;
            }

            try
            {
                await Task.Delay(_reconnectDelay ?? ReconnectDelay.After(failures, _setup.Plan.Devices, ref _random), closing);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            _reconnectDelay = null;
            intended = _setup.Clock.Now;
        }
    }

    /// <summary>Takes a message that is due.</summary>
    public Offer Offer(long intended)
    {
        if (Publisher!.IsFull)
        {
            return Publishing.Offer.Missed;
        }

        lock (_gate)
        {
            return Publisher.Offer(intended);
        }
    }

    /// <summary>Publishes what waits.</summary>
    public void Pump()
    {
        lock (_gate)
        {
            _session?.Pump();
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
        Session current;
        lock (_gate)
        {
            if (_session is null || _isChurning)
            {
                return;
            }

            _isChurning = true;
            current = _session;
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

    /// <summary>Disconnects for good, and counts what is left.</summary>
    public async Task CloseAsync()
    {
        Session? current;
        lock (_gate)
        {
            _isClosed = true;
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

    /// <returns>Whether messages could flow, for however short a time.</returns>
    private async Task<bool> ConnectAndRunAsync(long intended, CancellationToken closing)
    {
        Stream? stream = null;
        var limit = _setup.Plan.Session.ConnectTimeout;
        var readyBy = _setup.Clock.Now + (limit.Ticks * 100);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(closing);
        timeout.CancelAfter(limit);
        Session started;
        try
        {
            _setup.Tap?.Connecting(_setup.Contexts.ClientIdOf(Connection), _setup.UnixNow);
            stream = await _setup.Connector.ConnectAsync(Connection, timeout.Token);
            started = new Session(_setup, _recorder, _gate, stream, Connection, Publisher, Receiver, BecomeReady, readyBy);
            var connAck = await started.ConnectAsync(timeout.Token);
            CheckConnAck.Check(_setup, Connection, connAck);
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
                await CountFailureAsync(stream, exception);
            }

            await DisposeAsync(stream);
            return false;
        }

        var end = await started.RunAsync();
        Lose(end);
        await DisposeAsync(stream);
        return started.WasReady;
    }

    /// <summary>Closes a connection of which nothing is expected any more.</summary>
    private static async ValueTask DisposeAsync(Stream? stream)
    {
        if (stream is null)
        {
            return;
        }

        try
        {
            await stream.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            // TLS and WebSocket say goodbye when they are closed, to a peer that may be gone. The session's end is counted already.
        }
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
                Publisher?.Abandon();
                Receiver?.Forget();
            }

            if (_setup.Mqtt5 && connAck.ServerKeepAlive > 0)
            {
                started.KeepAlive = connAck.ServerKeepAlive * 1_000_000_000L;
            }

            Publisher?.Accept(_setup.Mqtt5 ? connAck.ReceiveMaximum : 0);
            _session = started;
        }

        _recorder.ChangeOnline(1);
        lock (_recorder.Gate)
        {
            _recorder.Current.Counters.ConnectAttempts++;
            _recorder.Current.Counters.Connected++;
            SecondRecord.Record(_recorder.Current.Latencies.Connect, _setup.Clock.Now - intended);
        }

        _setup.Tap?.Connected(_setup.Contexts.ClientIdOf(Connection), _setup.UnixNow, _setup.Clock.Now - intended);
        return true;
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
        if (end.Kind == FailureKind.Subscribe)
        {
            _recorder.NoteFault(new ConnectFault(
                end.Reason == "Timeout" ? "SubscribeTimeout" : "SubscriptionRefused", end.Message, "Check the broker's access rules for the topics (-Topic), and its log.",
                end.Reason == "Timeout" ? LoadErrorKind.ConnectionFailed : LoadErrorKind.AuthenticationFailed));
        }

        lock (_recorder.Gate)
        {
            _recorder.Current.Counters.Disconnected++;
        }
    }

    private async Task CountFailureAsync(Stream? stream, Exception exception)
    {
        var fault = exception switch
        {
            MqttProtocolException malformed => ConnectFault.Protocol(_setup.Connector.Describe(Connection), malformed.Message),
            IOException and not ConnectFaultException when stream is not null =>
                await _setup.Connector.ExplainBeforeConnAckAsync(Connection, stream, exception),
            _ => _setup.Connector.Explain(Connection, exception, beforeConnAck: true),
        };
        _recorder.FailConnect(fault, _setup.Contexts.ClientIdOf(Connection));
        lock (_recorder.Gate)
        {
            _recorder.Current.Counters.ConnectAttempts++;
            _recorder.Current.Counters.ConnectFailed++;
        }
    }

    private void BecomeReady()
    {
        WasReady = true;
        _recorder.NoteReady();
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
