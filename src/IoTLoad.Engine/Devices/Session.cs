using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Devices.Packets;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Devices;

/// <summary>
/// One MQTT connection from CONNACK to its end: a read loop that takes whatever has arrived (<see cref="PacketDispatch"/>), records it
/// in one go, and lets the publisher send what the acknowledgements made room for.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    /// <summary>How often <see cref="Tick"/> is called, nanoseconds.</summary>
    public const long TickInterval = 1_000_000_000;

    /// <summary>How long a broker has to close a connection that DISCONNECT has ended.</summary>
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(1);

    private readonly DeviceSetup _setup;
    private readonly Recorder _recorder;
    private readonly Lock _gate;
    private readonly Stream _stream;
    private readonly ReceiveBuffer _received;
    private readonly int _connection;
    private readonly Publisher? _publisher;
    private readonly PacketDispatch _packets;
    private readonly Action _ready;
    private SessionEnd? _ending;
    private bool _reading;
    private TaskCompletionSource? _goodbye;
    private long _readyBy;
    private SessionEnd? _writeFault;
    private bool _held;
    private volatile bool _silent;
    private int _disposed;

    /// <param name="setup">What all devices share.</param>
    /// <param name="recorder">Of the loop that owns the device.</param>
    /// <param name="gate">The device's.</param>
    /// <param name="stream">An open connection, which is closed with the session.</param>
    /// <param name="received">What has arrived behind CONNACK.</param>
    /// <param name="connection">Number of the connection.</param>
    /// <param name="publisher">The device's publishing half.</param>
    /// <param name="receiver">Its subscribing half.</param>
    /// <param name="ready">Called once, when messages may flow.</param>
    /// <param name="readyBy">When the attempt's time is over, run clock.</param>
    public Session(
        DeviceSetup setup, Recorder recorder, Lock gate, Stream stream, ReceiveBuffer received, int connection,
        Publisher? publisher, Receiver? receiver, Action ready, long readyBy)
    {
        _setup = setup;
        _recorder = recorder;
        _gate = gate;
        _stream = stream;
        _received = received;
        _connection = connection;
        _publisher = publisher;
        _ready = ready;
        _readyBy = readyBy;
        KeepAlive = new KeepAlive(setup.KeepAliveNanoseconds);
        Buffer = new SendBuffer(stream, gate, WriteFailed, Pump);
        _packets = new PacketDispatch(setup, recorder, connection, publisher, receiver, Buffer, KeepAlive);
    }

    private string Endpoint => _setup.Connector.Describe(_connection);

    /// <summary>What is on its way out.</summary>
    public SendBuffer Buffer { get; }

    /// <summary>Whether messages may be published: subscribed, and not about to close.</summary>
    public bool Open { get; private set; }

    /// <summary>Whether messages have ever flowed, or could have.</summary>
    public bool WasReady { get; private set; }

    /// <summary>
    /// Whether the connection proved to be of use: the broker accepted a message, delivered one, or answered PINGREQ. One that was
    /// merely ready may end at its first message, again and again.
    /// </summary>
    public bool WasUsed => _packets.WereOfUse;

    /// <summary>When the connection has to be kept alive.</summary>
    public KeepAlive KeepAlive { get; }

    /// <summary>Runs the session to its end, and says why it ended.</summary>
    public async Task<SessionEnd> RunAsync()
    {
        Begin();
        _reading = true;
        try
        {
            while (_ending is null)
            {
                Process();
                if (_ending is not null)
                {
                    break;
                }

                var count = await _stream.ReadAsync(_received.Room);
                if (count == 0)
                {
                    End(SessionEnd.Of(_setup.Connector.Explain(_connection, null, beforeConnAck: false)));
                    break;
                }

                _received.Commit(count);
            }

            // A socket that is closed with bytes unread is reset, and a broker that is reset before it has read DISCONNECT sends the will.
            _received.Clear();
            while (SaysGoodbye() && await _stream.ReadAsync(_received.Room) > 0)
            {
            }
        }
        catch (MqttProtocolException exception)
        {
            End(SessionEnd.Of(ConnectFault.Protocol(Endpoint, exception.Message)));
        }
        catch (Exception exception)
        {
            // Reading fails in as many ways as there are streams; each of them means that the connection is gone.
            End(SessionEnd.Of(_setup.Connector.Explain(_connection, exception, beforeConnAck: false)));
        }
        finally
        {
            lock (_gate)
            {
                Open = false;
                _reading = false;
                Buffer.Close();
            }

            _goodbye?.TrySetResult();
        }

        return _silent ? SessionEnd.Closed : _ending!;
    }

    /// <summary>Keeps the connection alive, and notices one that is dead. Called once in <see cref="TickInterval"/>.</summary>
    public void Tick(long now)
    {
        if (_silent)
        {
            return;
        }

        if (_writeFault is not null)
        {
            if (now > _readyBy)
            {
                Abort(_writeFault);
            }

            return;
        }

        if (!WasReady && now > _readyBy)
        {
            Abort(new SessionEnd(
                FailureKind.Subscribe, "Timeout", $"{Endpoint} did not answer SUBSCRIBE within the connect timeout. Under load, "
                    + $"lower {PlanField.ConnectRate} or raise {PlanField.ConnectTimeout}."));
            return;
        }

        if (!Open)
        {
            return;
        }

        if (KeepAlive.IsOver(now))
        {
            Abort(new SessionEnd(FailureKind.Disconnect, "KeepAliveTimeout",
                $"{Endpoint} did not answer PINGREQ within the keep-alive period."));
            return;
        }

        if (!KeepAlive.IsDue(now, TickInterval))
        {
            return;
        }

        lock (_gate)
        {
            if (!Open)
            {
                return;
            }

            Buffer.Add(MqttHandshake.PingRequest);
            Flush();
            KeepAlive.Asked(now);
        }
    }

    /// <summary>Publishes what waits. Under the gate.</summary>
    public void Pump()
    {
        if (!Open || _held)
        {
            return;
        }

        // In pieces of a limited size, so that a backlog of large messages is not in memory at once.
        do
        {
            _publisher?.Pump(Buffer);
            Flush();
        }
        while (_publisher?.CanSend == true && Open && Buffer.Empty);
    }

    /// <summary>Publishes nothing more: the session is about to be closed, once what is out has come back. Under the gate.</summary>
    public void Hold() => _held = true;

    /// <summary>Sends DISCONNECT, and closes once it is out and the broker has closed.</summary>
    /// <returns>Whether it was this call that ended the session.</returns>
    public async Task<bool> CloseAsync(SessionEnd reason)
    {
        lock (_gate)
        {
            if (_ending is not null)
            {
                return false;
            }

            _ending = reason;
            Open = false;
            Buffer.Add(MqttHandshake.Disconnect);
            Flush();
            _goodbye = _reading && !_silent && _writeFault is null
                ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        }

        for (var waits = 0; waits < 100 && !IsEmpty(); waits++)
        {
            await Task.Delay(10);
        }

        if (_goodbye is not null)
        {
            await Task.WhenAny(_goodbye.Task, Task.Delay(GoodbyeLimit));
        }

        await DisposeAsync();
        return true;
    }

    /// <summary>Closes the connection, which several may want at the same time, each for a reason of its own.</summary>
    public ValueTask DisposeAsync() =>
        Interlocked.Exchange(ref _disposed, 1) == 0 ? Connector.CloseAsync(_stream) : ValueTask.CompletedTask;

    /// <summary>
    /// From now on the device says nothing and takes nothing of what arrives; the connection stays as it is. When it ends, that is the
    /// test's doing.
    /// </summary>
    public void FallSilent()
    {
        lock (_gate)
        {
            _silent = true;
            Open = false;
            Buffer.Close();
        }
    }

    /// <summary>Ends the session without ceremony.</summary>
    public void Abort(SessionEnd reason)
    {
        End(reason);
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _stream.Dispose();
        }
    }

    private bool IsEmpty()
    {
        lock (_gate)
        {
            return Buffer.Empty;
        }
    }

    // Under the gate: the end is seen before whoever closes has left it.
    private bool SaysGoodbye()
    {
        lock (_gate)
        {
            return _goodbye is not null;
        }
    }

    private void End(SessionEnd reason)
    {
        lock (_gate)
        {
            _ending ??= reason;
            Open = false;
        }
    }

    /// <summary>
    /// A connection that takes no more may still hold what the broker said before it ended: acknowledgements, and a DISCONNECT
    /// with the reason. The read loop takes that, and then sees the end too; should it not, <see cref="Tick"/> ends it.
    /// </summary>
    private void WriteFailed(Exception exception)
    {
        lock (_gate)
        {
            _writeFault ??= SessionEnd.Of(_setup.Connector.Explain(_connection, exception, beforeConnAck: false));
            _readyBy = _setup.Clock.Now + TickInterval;
            Open = false;
            Buffer.Close();
        }
    }

    private void Begin()
    {
        lock (_gate)
        {
            KeepAlive.Sent(_setup.Clock.Now);
            KeepAlive.Received(_setup.Clock.Now);
            if (_ending is not null)
            {
                return;
            }

            if (_setup.Handshake.Subscribe(_connection) is { } subscribe)
            {
                _packets.AwaitsSubAck = true;
                Buffer.Add(subscribe);
                Flush();
            }
            else
            {
                BecomeReady();
                Pump();
                Flush();
            }
        }
    }

    private void BecomeReady()
    {
        Open = WasReady = true;
        _ready();
        _publisher?.Resend();
    }

    private void Flush()
    {
        if (Buffer.Empty)
        {
            return;
        }

        KeepAlive.Sent(_setup.Clock.Now);
        Buffer.Flush();
    }

    /// <summary>Takes every whole packet that has arrived.</summary>
    private void Process()
    {
        var now = _setup.Clock.Now;
        lock (_gate)
        {
            if (_silent)
            {
                while (_received.TryTake(out _, out _, out _))
                {
                }

                _received.MakeRoom();
                return;
            }

            KeepAlive.Received(now);
            lock (_recorder.Gate)
            {
                while (_ending is null && _received.TryTake(out var header, out var body, out var total))
                {
                    _ending = _packets.Take(header, body, total, now, _recorder.Current);
                    if (!WasReady && _packets.Subscribed && _writeFault is null)
                    {
                        BecomeReady();
                    }
                }
            }

            // What waits must not go into a connection that the broker has just ended.
            Open &= _ending is null;
            Pump();
            Flush();
        }

        _received.MakeRoom();
    }
}

/// <summary>Why a session ended.</summary>
/// <param name="Kind">What it counts as.</param>
/// <param name="Reason">Stable name; empty where the test ended it itself.</param>
/// <param name="Message">In words.</param>
internal sealed record SessionEnd(FailureKind Kind, string Reason, string Message)
{
    /// <summary>The test closed the connection.</summary>
    public static SessionEnd Closed { get; } = new(FailureKind.Disconnect, "", "");

    /// <summary>The connection was lost.</summary>
    public static SessionEnd Of(ConnectFault fault) => new(FailureKind.Disconnect, fault.Reason, fault.Message);
}
