using IoTLoad.Engine.Connecting.Sockets;
using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Devices.Storms;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Devices;

/// <summary>How one device goes through the storms of its plan. One at a time: a device that is not back is not dropped again.</summary>
/// <param name="clock">The run clock.</param>
/// <param name="usual">The plan's back-off.</param>
internal sealed class StormPassage(RunClock clock, Backoff usual)
{
    private readonly List<Stream> _forgotten = [];
    private TaskCompletionSource _gone = new();
    private TcpConnection _connection;
    private Stream? _held;
    private volatile Storm? _storm;
    private bool _dropped;
    private long _outageUntil;

    /// <summary>How the device waits between attempts, now.</summary>
    public Backoff Backoff => _storm?.Backoff ?? usual;

    /// <summary>Takes the device's connection.</summary>
    public void Opened(TcpConnection connection) => _connection = connection;

    /// <summary>A storm takes the device. Under the device's gate.</summary>
    /// <param name="storm">The storm.</param>
    /// <param name="session">What is up; null where nothing is, and there is nothing to lose.</param>
    public void Begin(Storm storm, Session? session)
    {
        _outageUntil = storm.ReturnFrom;
        if (session is not { Open: true } || _storm is not null)
        {
            return;
        }

        _dropped = true;
        _storm = storm;
        storm.CountDropped();
        session.FallSilent();
        switch (storm.Plan.Drop)
        {
            case ConnectionDrop.Reset:
                _connection.Reset();
                break;
            case ConnectionDrop.HalfOpen:
                _gone.TrySetResult();
                break;
            default:
                if (storm.Plan.Outage > TimeSpan.Zero)
                {
                    _ = ReturnAsync(_gone, storm.Plan.Outage);
                }

                break;
        }
    }

    /// <summary>Runs a session until it ends, or until the device forgets it.</summary>
    public async Task<SessionEnd> RunAsync(Session session, Stream stream)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gone = gone;
        var running = session.RunAsync();
        if (await Task.WhenAny(running, gone.Task) == running)
        {
            return await running;
        }

        // The broker still takes the connection for open: it is closed when the test ends, or the broker closes it.
        _held = stream;
        lock (_forgotten)
        {
            _forgotten.Add(stream);
        }

        _ = ForgetAsync(running, stream);
        return SessionEnd.Closed;
    }

    /// <summary>Whether a connection is one that the device has forgotten, and that is to stay open.</summary>
    public bool Holds(Stream stream) => _held == stream;

    /// <summary>The device is about to connect: whether that goes nowhere, for an outage.</summary>
    public bool Refuses()
    {
        var refuses = clock.Now < Volatile.Read(ref _outageUntil);
        if (_dropped && refuses)
        {
            _storm?.CountRefused();
        }
        else if (_dropped)
        {
            _storm?.CountAttempt();
        }

        return refuses;
    }

    /// <summary>Without back-off, a device waits for the end of the outage and no longer; null where that is not so.</summary>
    public TimeSpan? UntilReturn()
    {
        var left = Volatile.Read(ref _outageUntil) - clock.Now;

        // Timers count in whole milliseconds, and end up to some milliseconds early: who waits asks again.
        return Backoff == Backoff.None && left > 0 ? TimeSpan.FromMilliseconds((left / 1_000_000) + 1) : null;
    }

    /// <summary>
    /// The broker has accepted the device again: what was due before now, it had queued, and may send even before a SUBACK.
    /// </summary>
    public void Accepted(Receiver? receiver)
    {
        if (_storm is { } storm)
        {
            receiver?.ExpectQueued(storm, clock.Now);
        }
    }

    /// <summary>The device is back.</summary>
    public void Return()
    {
        if (_storm is not { } storm)
        {
            return;
        }

        storm.CountBack(clock.Now);
        _storm = null;
        _dropped = false;
    }

    /// <summary>Closes what was forgotten.</summary>
    public void Close()
    {
        lock (_forgotten)
        {
            foreach (var stream in _forgotten)
            {
                stream.Dispose();
            }

            _forgotten.Clear();
        }
    }

    private static async Task ReturnAsync(TaskCompletionSource gone, TimeSpan outage)
    {
        await Task.Delay(outage);
        gone.TrySetResult();
    }

    private async Task ForgetAsync(Task running, Stream stream)
    {
        await running;
        lock (_forgotten)
        {
            if (_forgotten.Remove(stream))
            {
                stream.Dispose();
            }
        }
    }
}
