using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Runs one shard of a plan: brings its devices online, runs its part of the schedule, waits for what is still out,
/// disconnects. Says how it stands in a report a second.
/// </summary>
internal sealed class ShardWorker
{
    /// <summary>When that many attempts have failed and none has succeeded, the rest would fail as well.</summary>
    private const int HopelessAttempts = 20;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>How long before the schedule begins its loops are told of it, so that they begin to the millisecond; nanoseconds.</summary>
    private const long Notice = 100_000_000;

    private readonly ShardPlan _shard;
    private readonly LoadPlan _plan;
    private readonly DeviceSetup _setup;
    private readonly StagedShape _shape;
    private readonly DeviceLoop[] _loops;
    private readonly ReceiptAudit _audit;
    private readonly ChannelWriter<ShardReport> _reports;
    private readonly SecondRecord _second = new();
    private readonly SecondRecord _totals = new();
    private readonly ProcessUsage _usage = new();
    private readonly Lock _snapshotGate = new();
    private int _settled;
    private int _sequence;
    private int _lastSecond = -1;
    private long _scheduleStart = -1;
    private volatile RunPhase _phase = RunPhase.Pending;
    private LoadProgress _progress;

    public ShardWorker(DeviceSetup setup, ChannelWriter<ShardReport> reports)
    {
        var plan = setup.Plan;
        _shard = setup.Shard;
        _plan = plan;
        _setup = setup;
        _reports = reports;
        _shape = new StagedShape(plan.Stages);

        // Half of the cores: the other half is for the completions of sockets, which is where most of the work is.
        var count = Math.Clamp(Environment.ProcessorCount / 2, 1, Math.Min(8, _shard.Connections));
        _loops = new DeviceLoop[count];
        for (var i = 0; i < count; i++)
        {
            _loops[i] = new DeviceLoop(setup, _shape, i, count, () => Interlocked.Increment(ref _settled));
        }

        _audit = new ReceiptAudit(setup, [.. _loops.SelectMany(loop => loop.Devices).OfType<Device>().OrderBy(device => device.Connection)]);
        _progress = new LoadProgress { Totals = new Counters(), Connections = _shard.Connections };
    }

    /// <summary>How the shard stands: phase, time and connections now, all else at the last whole second.</summary>
    public LoadProgress Progress
    {
        get
        {
            lock (_snapshotGate)
            {
                return _progress with { Phase = _phase, Elapsed = _setup.Clock.Elapsed, Online = Online };
            }
        }
    }

    /// <summary>Length of the publishing phase as it ran.</summary>
    public TimeSpan PublishDuration { get; private set; }

    /// <summary>How the shard ended; null while it runs.</summary>
    public RunOutcome? Outcome { get; private set; }

    /// <summary>Connections that were never ready to publish or to receive.</summary>
    public int NeverConnected => _loops.Sum(loop => loop.Devices.Count(device => !device.WasReady));

    /// <summary>Most connections that were seen up at one time.</summary>
    public int PeakOnline { get; private set; }

    private int Online => _loops.Sum(loop => loop.Recorder.Online);

    private bool HasFault => _loops.Any(loop => loop.Fault is not null);

    /// <summary>Where the schedule is to begin by the run clock; null where it begins once the devices are online.</summary>
    private long? ScheduleAt => _shard.ScheduleAt is { } at ? Nanoseconds(at - _setup.Clock.Origin) : null;

    /// <summary>How much later than the plan says this shard began, nanoseconds.</summary>
    private long Lateness => _shard.StartAt is { } at ? Math.Max(0, Nanoseconds(_setup.Clock.Origin - at)) : 0;

    /// <summary>Runs to the end, or until <paramref name="stop"/>, which ends the schedule and still drains.</summary>
    /// <exception cref="LoadException">No device could connect.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var collecting = new CancellationTokenSource();
        var collector = CollectAsync(collecting.Token);
        ExceptionDispatchInfo? fault = null;
        try
        {
            // A shard that is late connects at the pace of the others, and not all at once.
            var connectStart = _shard.StartAt is { } at ? Math.Max(0, Nanoseconds(at - _setup.Clock.Origin)) : 0;
            _phase = connectStart == 0 ? RunPhase.Connecting : RunPhase.Pending;
            foreach (var loop in _loops)
            {
                loop.Start(connectStart);
            }

            await ConnectAsync(connectStart, stop);
            if (!stop.IsCancellationRequested)
            {
                await PublishAsync(stop);
                _phase = RunPhase.Draining;
                await DrainAsync();
            }
        }
        catch (Exception exception)
        {
            // The last report says why there are no more.
            fault = ExceptionDispatchInfo.Capture(exception);
        }

        await CloseAsync(collecting, collector, fault?.SourceException, stop);
        fault?.Throw();
        if (LoopFault is { } failed)
        {
            throw failed;
        }
    }

    private InvalidOperationException? LoopFault => _loops.FirstOrDefault(loop => loop.Fault is not null)?.Fault is { } fault
        ? new InvalidOperationException("The generator failed: " + fault.Message, fault)
        : null;

    /// <summary>Disconnects and reports for the last time. Whatever happens, the reader of the reports learns that there are no more.</summary>
    private async Task CloseAsync(CancellationTokenSource collecting, Task collector, Exception? fault, CancellationToken stop)
    {
        try
        {
            NotePeak();
            _phase = RunPhase.Closing;
            await Task.WhenAll(_loops.Select(loop => loop.DisposeAsync().AsTask()));
            await collecting.CancelAsync();
            await collector;
            _phase = RunPhase.Done;
            fault ??= LoopFault;
            Outcome = fault is not null ? RunOutcome.Failed
                : stop.IsCancellationRequested && PublishDuration < _shard.Duration ? RunOutcome.Stopped
                : RunOutcome.Completed;
            Finish(fault);
        }
        finally
        {
            _reports.TryComplete();
        }
    }

    private void NotePeak() => PeakOnline = Math.Max(PeakOnline, Online);

    /// <summary>Waits until all devices are online or have failed and, where the plan says when the schedule begins, until shortly before.</summary>
    private async Task ConnectAsync(long connectStart, CancellationToken stop)
    {
        // With a time to begin at, the schedule waits for nobody; a shard that is late takes as long as it would have taken.
        var earliest = ScheduleAt - Notice ?? 0;
        var latest = ScheduleAt is null ? long.MaxValue : earliest + Lateness;
        while ((Volatile.Read(ref _settled) < _shard.Connections ? _setup.Clock.Now < latest : _setup.Clock.Now < earliest) && !stop.IsCancellationRequested && !HasFault)
        {
            NotePeak();
            if (_phase == RunPhase.Pending && _setup.Clock.Now >= connectStart)
            {
                _phase = RunPhase.Connecting;
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
                fault.Reason, fault.Kind, $"No device could come online. {fault.Message}", fault.Advice, _setup.Connector.Describe(0));
        }
    }

    private async Task PublishAsync(CancellationToken stop)
    {
        var now = _setup.Clock.Now;
        var start = ScheduleAt ?? now;
        var begin = Math.Max(start, now);
        Volatile.Write(ref _scheduleStart, start);
        _usage.Begin();
        _phase = RunPhase.Running;
        foreach (var loop in _loops)
        {
            loop.BeginSchedule(start, begin);
        }

        var end = start + Nanoseconds(_shard.Duration);
        while (_setup.Clock.Now < end && !stop.IsCancellationRequested && !HasFault)
        {
            NotePeak();
            await Task.Delay(PollInterval, CancellationToken.None);
        }

        var over = Math.Max(begin, Math.Min(end, _setup.Clock.Now));
        foreach (var loop in _loops)
        {
            loop.StopSchedule(over);
        }

        while (_loops.Any(loop => !loop.ScheduleOver))
        {
            await Task.Delay(1, CancellationToken.None);
        }

        PublishDuration = TimeSpan.FromTicks((over - begin) / 100);
        _usage.End();
    }

    private async Task DrainAsync()
    {
        var deadline = _setup.Clock.Elapsed + _plan.DrainTime;
        while (_setup.Clock.Elapsed < deadline && !HasFault)
        {
            var began = _setup.Clock.Elapsed;
            if (_loops.All(loop => loop.Devices.All(device => device.Idle)) && ReceiptsLookComplete() && _audit.Take().Lost <= 0)
            {
                return;
            }

            // A look at many devices and streams takes time that the broker needs: a tenth of it at most.
            var took = _setup.Clock.Elapsed - began;
            await Task.Delay(took * 10 > PollInterval ? took * 10 : PollInterval, CancellationToken.None);
        }
    }

    /// <summary>A cheap look before the audit, which visits every stream.</summary>
    private bool ReceiptsLookComplete()
    {
        if (!_setup.Routes.HasReceivers)
        {
            return true;
        }

        if (_shard.CrossesShards)
        {
            // Who receives from other shards cannot know what is still to come.
            return _loops.All(loop => loop.Devices.OfType<Device>().All(device => device.Receiver is null));
        }

        long owed = 0;
        long received = 0;
        foreach (var device in _loops.SelectMany(loop => loop.Devices).OfType<Device>())
        {
            owed += device.Owed * _setup.Routes.FanOut;
            received += device.Receiver?.Count ?? 0;
        }

        return received >= owed;
    }

    /// <summary>Cuts a slice at each full second of the run clock.</summary>
    private async Task CollectAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var next = (Math.Max(_lastSecond + 1, (int)(_setup.Clock.Now / 1_000_000_000)) + 1) * 1_000_000_000L;
            try
            {
                await Task.Delay(TimeSpan.FromTicks(Math.Max(0, (next - _setup.Clock.Now) / 100)) + TimeSpan.FromMilliseconds(1), end);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Report(Cut((int)(next / 1_000_000_000) - 1), final: false);
        }
    }

    /// <summary>The last slice, with the audit, and the last report.</summary>
    private void Finish(Exception? fault)
    {
        var last = Math.Max(_lastSecond + 1, (int)(_setup.Clock.Now / 1_000_000_000));
        lock (_loops[0].Recorder.Gate)
        {
            _loops[0].Recorder.Current.Counters.Add(_audit.Take());
        }

        Report(Cut(last), final: true, fault);
    }

    private Slice Cut(int at)
    {
        _second.Reset();
        foreach (var loop in _loops)
        {
            loop.Recorder.Cut(_second.Add);
        }

        lock (_snapshotGate)
        {
            _totals.Add(_second);
        }

        _lastSecond = at;
        NotePeak();
        var (cpu, pause) = _usage.Sample(_phase == RunPhase.Running);
        return new Slice
        {
            Second = at,
            Phase = _phase,
            Counters = _second.Counters with { },
            Latencies = _second.Latencies.ToSet(),
            Online = Online,
            TargetRate = TargetRate(),
            CpuPercent = cpu,
            GcPauseMilliseconds = pause,
        };
    }

    private double TargetRate() => _phase != RunPhase.Running ? 0
        : _shape.RateAt(((_setup.Clock.Now - Volatile.Read(ref _scheduleStart)) / 1e9) + _shard.From.TotalSeconds) * _shard.Share;

    private void Report(Slice slice, bool final, Exception? fault = null)
    {
        var failures = MergeFailures();
        var report = new ShardReport
        {
            RunId = _shard.RunId,
            Shard = _shard.Shard,
            Wave = _shard.Wave,
            Sequence = _sequence++,
            Phase = _phase,
            Origin = _setup.Clock.Origin,
            Time = _setup.Clock.Origin + _setup.Clock.Elapsed,
            Final = final,
            Outcome = Outcome,
            Fault = fault is null ? null : RunFault.Of(fault),
            PublishDuration = final ? PublishDuration : null,
            PeakOnline = final ? PeakOnline : null,
            NeverConnected = final ? NeverConnected : null,
            Late = _loops.Sum(loop => loop.Late),
            Totals = _totals.Counters with { },
            Latencies = _totals.Latencies.ToSet(),
            Failures = failures,
            Generator = _usage.Health(),
            Slices = [slice],
        };
        UpdateProgress(slice, report);
        _reports.TryWrite(report);
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;

    private List<FailureCount> MergeFailures() =>
    [
        .. _loops.SelectMany(loop => loop.Recorder.CopyFailures())
            .GroupBy(failure => (failure.Kind, failure.Reason))
            .Select(group => group.First() with { Count = group.Sum(failure => failure.Count) })
            .OrderByDescending(failure => failure.Count),
    ];

    private void UpdateProgress(Slice slice, ShardReport report)
    {
        var length = _shard.Duration.TotalSeconds;
        var ran = _scheduleStart < 0 ? 0 : Math.Clamp((_setup.Clock.Now - _scheduleStart) / 1e9, 0, length);
        var histogram = _totals.Latencies.RoundTrip.TotalCount > 0 ? _totals.Latencies.RoundTrip : _totals.Latencies.Ack;
        lock (_snapshotGate)
        {
            _progress = new LoadProgress
            {
                Completed = length > 0 ? ran / length : 0,
                Remaining = TimeSpan.FromSeconds(length - ran),
                Online = slice.Online,
                Connections = _shard.Connections,
                OfferedRate = slice.Counters.Intended,
                PublishedRate = slice.Counters.Published,
                P99Milliseconds = histogram.TotalCount > 0 ? histogram.GetValueAtPercentile(99) / 1000.0 : null,
                Failures = report.Failures.Sum(failure => failure.Count),
                Totals = report.Totals,
            };
        }
    }
}
