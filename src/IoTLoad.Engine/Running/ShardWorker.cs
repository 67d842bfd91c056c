using System.Threading.Channels;
using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Devices.Http;
using IoTLoad.Engine.Devices.Storms;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Runs one shard of a plan: brings its devices online, runs its part of the schedule, waits for what is still out,
/// disconnects. A <see cref="ShardReporter"/> says each second how it stands.
/// </summary>
internal sealed class ShardWorker
{
    /// <summary>When that many attempts have failed and none has succeeded, the rest would fail as well.</summary>
    private const int HopelessAttempts = 20;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The same while messages flow: a thread of the pool that has done its work spins for half a millisecond before it sleeps.
    /// </summary>
    private static readonly TimeSpan PublishingPollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How long before the schedule begins its loops are told of it, so that they begin to the millisecond; nanoseconds.</summary>
    private const long Notice = 100_000_000;

    /// <summary>Workers of this process whose schedule runs.</summary>
    private static int _publishing;

    private readonly ShardPlan _shard;
    private readonly LoadPlan _plan;
    private readonly DeviceSetup _setup;
    private readonly HttpTransport? _http;
    private readonly DeviceLoop[] _loops;
    private readonly ReceiptAudit _audit;
    private readonly WillWatcher? _watcher;
    private readonly ChannelWriter<ShardReport> _reports;
    private int _settled;
    private bool _countReached;

    public ShardWorker(DeviceSetup setup, HttpTransport? http, ChannelWriter<ShardReport> reports, ProcessUsage usage)
    {
        var plan = setup.Plan;
        _shard = setup.Shard;
        _plan = plan;
        _setup = setup;
        _http = http;
        _reports = reports;

        // Half of the cores: the other half is for the completions of sockets, which is where most of the work is.
        var count = Math.Clamp(Environment.ProcessorCount / 2, 1, Math.Min(8, _shard.Connections));
        var shape = new LoadShape(plan.Stages);
        _loops = new DeviceLoop[count];
        for (var i = 0; i < count; i++)
        {
            _loops[i] = new DeviceLoop(setup, http, shape, i, count, () => Interlocked.Increment(ref _settled));
        }

        _audit = new ReceiptAudit(setup,
            [.. _loops.SelectMany(loop => loop.Devices).OfType<Device>().OrderBy(device => device.Connection)]);
        _watcher = WillWatcher.Of(setup);
        Reporter = new ShardReporter(setup, shape, _loops, _audit, reports, _watcher, usage);
        var recorder = _loops[0].Recorder;
        foreach (var lookup in setup.Connector.Lookups)
        {
            SecondRecord.Record(recorder.Current.Latencies[LatencyMetric.NameLookup], lookup.Ticks * 100);
        }
    }

    /// <summary>Says how the shard stands, and at last how it went.</summary>
    public ShardReporter Reporter { get; }

    /// <summary>Adds a note to the reports.</summary>
    public void Note(string note) => _loops[0].Recorder.Note(note);

    private bool HasFault => _loops.Any(loop => loop.Fault is not null);

    /// <summary>Where the schedule is to begin by the run clock; null where it begins once the devices are online.</summary>
    private long? ScheduleAt => _shard.ScheduleAt is { } at ? Nanoseconds(at - _setup.Clock.Origin) : null;

    /// <summary>How much later than the plan says this shard began, nanoseconds.</summary>
    private long Lateness => _shard.StartAt is { } at ? Math.Max(0, Nanoseconds(_setup.Clock.Origin - at)) : 0;

    /// <summary>
    /// Runs to the end, or until <paramref name="stop"/>, which ends the schedule and still drains, unless <paramref name="abort"/>.
    /// </summary>
    /// <returns>What ended the shard early; null if nothing did.</returns>
    public async Task<Exception?> RunAsync(CancellationToken stop, CancellationToken abort = default)
    {
        using var collecting = new CancellationTokenSource();
        var collector = Reporter.RunAsync(collecting.Token);
        Exception? fault = null;
        try
        {
            // A shard that is late connects at the pace of the others, and not all at once.
            var connectStart = _shard.StartAt is { } at ? Math.Max(0, Nanoseconds(at - _setup.Clock.Origin)) : _setup.Clock.Now;
            Reporter.Phase = connectStart <= _setup.Clock.Now ? RunPhase.Connecting : RunPhase.Pending;
            foreach (var loop in _loops)
            {
                loop.Start(connectStart);
            }

            if (_watcher is not null)
            {
                await _watcher.StartAsync();
            }

            await ConnectAsync(connectStart, stop);
            if (!stop.IsCancellationRequested)
            {
                Interlocked.Increment(ref _publishing);
                try
                {
                    await PublishAsync(stop);
                }
                finally
                {
                    Interlocked.Decrement(ref _publishing);
                }

                Reporter.Phase = RunPhase.Draining;
                await new DrainPhase(_setup, _loops, _audit, _watcher).RunAsync(abort);
                if (_http?.NotSpoken(1) is { } silent)
                {
                    throw silent;
                }
            }
        }
        catch (Exception exception)
        {
            // The last report says why there are no more.
            fault = exception;
        }

        try
        {
            await CloseAsync(collecting, collector, fault, stop);
        }
        catch (Exception exception)
        {
            fault ??= exception;
        }

        return fault ?? LoopFault;
    }

    private InvalidOperationException? LoopFault => _loops.FirstOrDefault(loop => loop.Fault is not null)?.Fault is { } fault
        ? new InvalidOperationException("The generator failed: " + fault.Message, fault)
        : null;

    /// <summary>
    /// Disconnects and reports for the last time. Whatever happens, the reader of the reports learns that there are no more.
    /// </summary>
    private async Task CloseAsync(CancellationTokenSource collecting, Task collector, Exception? fault, CancellationToken stop)
    {
        try
        {
            Reporter.NotePeak();
            Reporter.Phase = RunPhase.Closing;
            if (_watcher is not null)
            {
                await _watcher.DisposeAsync();
            }

            await Task.WhenAll(_loops.Select(loop => loop.DisposeAsync().AsTask()));
            await collecting.CancelAsync();
            await collector;
            fault ??= LoopFault;
            var outcome = fault is not null ? RunOutcome.Failed
                : stop.IsCancellationRequested && Reporter.PublishDuration < _shard.Duration && !_countReached ? RunOutcome.Stopped
                : RunOutcome.Completed;
            Reporter.Finish(outcome, fault);
        }
        finally
        {
            _reports.TryComplete();
        }
    }

    /// <summary>
    /// Waits until all devices are online or have failed and, where the plan says when the schedule begins, until shortly before.
    /// </summary>
    private async Task ConnectAsync(long connectStart, CancellationToken stop)
    {
        // With a time to begin at, the schedule waits for nobody; a shard that is late takes as long as it would have taken.
        var earliest = ScheduleAt - Notice ?? 0;
        var latest = ScheduleAt is null ? long.MaxValue : earliest + Lateness;
        while ((Volatile.Read(ref _settled) < _shard.Connections ? _setup.Clock.Now < latest : _setup.Clock.Now < earliest)
            && !stop.IsCancellationRequested && !HasFault)
        {
            Reporter.NotePeak();
            if (Reporter.Phase == RunPhase.Pending && _setup.Clock.Now >= connectStart)
            {
                Reporter.Phase = RunPhase.Connecting;
            }

            if (Volatile.Read(ref _settled) >= HopelessAttempts)
            {
                ThrowIfHopeless();
            }

            await Task.Delay(PollInterval, CancellationToken.None);
        }

        if (!stop.IsCancellationRequested)
        {
            ThrowIfHopeless();
            CollectGarbage();
        }
    }

    /// <summary>
    /// Collects what connecting has left behind, while nothing is due. The runtime would do it in the schedule's first second, and stop
    /// all messages for that. Where another test or scenario of this process publishes, the pause would be in its latencies.
    /// </summary>
    private void CollectGarbage()
    {
        if (Volatile.Read(ref _publishing) == 0 && (ScheduleAt is null || _setup.Clock.Now < ScheduleAt - (Notice / 2)))
        {
            GC.Collect();
        }
    }

    /// <summary>Ends a test that no device got into, with the reason of the first.</summary>
    private void ThrowIfHopeless()
    {
        if (_loops.Any(loop => loop.Recorder.AnyReady))
        {
            return;
        }

        if (_loops.Select(loop => loop.Recorder.FirstFault).FirstOrDefault(first => first is not null) is { } fault)
        {
            throw new LoadException(
                fault.ErrorId, fault.Kind, $"No device could come online. {fault.Message}", fault.RecommendedAction,
                _setup.Connector.Describe(0));
        }
    }

    private async Task PublishAsync(CancellationToken stop)
    {
        var now = _setup.Clock.Now;
        var start = ScheduleAt ?? now + (2 * DeviceLoop.LongestSleep);
        var begin = Math.Max(start, now);
        Reporter.BeginSchedule(start);
        foreach (var loop in _loops)
        {
            loop.BeginSchedule(start, begin);
        }

        var end = start + Nanoseconds(_shard.Duration);
        var storms = new Queue<Storm>(_watcher is null ? [] : _setup.Storms.OrderBy(storm => storm.Plan.At));
        LoadException? hopeless = null;
        while (_setup.Clock.Now < end && !stop.IsCancellationRequested && !HasFault
            && (hopeless = _http?.NotSpoken(HopelessAttempts)) is null
            && (_plan.MessageCount is null || _loops.Any(loop => !loop.ScheduleOver)))
        {
            Reporter.NotePeak();
            _watcher?.Look(_setup.Clock.Now, start - Nanoseconds(_shard.From), storms);
            var left = TimeSpan.FromTicks(Math.Max(0, end - _setup.Clock.Now) / 100) + TimeSpan.FromMilliseconds(1);
            var pause = _watcher is null && _plan.MessageCount is null ? PublishingPollInterval : PollInterval;
            await Task.Delay(left < pause ? left : pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _countReached = _plan.MessageCount is not null && _loops.All(loop => loop.ScheduleOver);
        var over = Math.Max(begin, Math.Min(end, _setup.Clock.Now));
        foreach (var loop in _loops)
        {
            loop.StopSchedule(over);
        }

        while (_loops.Any(loop => !loop.ScheduleOver))
        {
            await Task.Delay(1, CancellationToken.None);
        }

        Reporter.EndSchedule(TimeSpan.FromTicks((over - begin) / 100));
        if (hopeless is not null)
        {
            throw hopeless;
        }
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;
}
