using IoTLoad.Engine.Devices.Receiving;
using IoTLoad.Engine.Devices.Storms;
using IoTLoad.Engine.Recording;

namespace IoTLoad.Engine.Devices;

/// <summary>
/// A connection behind those of the plan that subscribes to the topics of last wills and counts them. What it does is in no figure of
/// the test: it records for itself.
/// </summary>
internal sealed class WillWatcher : IAsyncDisposable
{
    private readonly DeviceSetup _setup;
    private readonly Recorder _recorder = new();
    private readonly Receiver _receiver = Receiver.OfWills();
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReconnectLoop _online;
    private Task _running = Task.CompletedTask;
    private Storm? _storm;
    private long _nextTick;

    /// <summary>Wills of a storm come after it; a look comes every 20 ms or so, and must not be too late for the first.</summary>
    private const long Ahead = 100_000_000;

    private WillWatcher(DeviceSetup setup)
    {
        _setup = setup;
        _online = new ReconnectLoop(
            setup, _recorder, _gate, setup.Plan.Connections, null, _receiver, () => _settled.TrySetResult());
    }

    /// <summary>The watcher of a shard; null where no device has a will, there are no storms, or another shard watches.</summary>
    public static WillWatcher? Of(DeviceSetup setup) =>
        setup.Plan.WatchesWills && setup.Shard.Shard == 0 ? new WillWatcher(setup) : null;

    /// <summary>What the reader must know: why wills were not counted; null where they were.</summary>
    public string? Note => _online.WasReady ? null : "Last wills were not counted: the connection that watches them could not subscribe. "
        + (_recorder.FirstFault?.Message ?? "");

    /// <summary>Connects and subscribes; returns once that is done or has failed.</summary>
    public async Task StartAsync()
    {
        _running = _online.RunAsync(_setup.Clock.Now, _closing.Token);
        await _settled.Task;
    }

    /// <summary>Counts, and gives wills from a storm on to that storm. Called many times a second while the schedule runs.</summary>
    /// <param name="now">Run clock.</param>
    /// <param name="scheduleStart">When the plan's schedule began, or would have, run clock.</param>
    /// <param name="storms">The storms to come, the next first; those that have come are taken out.</param>
    public void Look(long now, long scheduleStart, Queue<Storm> storms)
    {
        Count();
        while (storms.TryPeek(out var next) && now + Ahead >= scheduleStart + (next.Plan.At.Ticks * 100))
        {
            _storm = storms.Dequeue();
            _storm.WillsBefore = _receiver.Count;
        }

        if (now >= _nextTick)
        {
            _nextTick = now + Session.TickInterval;
            _online.Session?.Tick(now);
        }
    }

    /// <summary>Brings the latest storm's number of wills up to date.</summary>
    public void Count()
    {
        if (_storm is { } storm && _online.WasReady)
        {
            storm.Wills = _receiver.Count - storm.WillsBefore;
        }
    }

    /// <summary>Disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        Count();
        await _closing.CancelAsync();
        await _online.CloseAsync();
        await _running;
        _closing.Dispose();
    }
}
