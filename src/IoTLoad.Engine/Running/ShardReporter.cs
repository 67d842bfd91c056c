using System.Threading.Channels;
using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;
using IoTLoad.Engine.Sharding;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Says how a shard stands: cuts a slice at each full second of the run clock, adds it to the totals, and makes a report of
/// both. The worker tells it where the shard is.
/// </summary>
internal sealed class ShardReporter
{
    private readonly DeviceSetup _setup;
    private readonly ShardPlan _shard;
    private readonly LoadShape _shape;
    private readonly DeviceLoop[] _loops;
    private readonly ReceiptAudit _audit;
    private readonly WillWatcher? _watcher;
    private readonly ChannelWriter<ShardReport> _reports;
    private readonly SecondRecord _second = new();
    private readonly SecondRecord _totals = new();
    private readonly ProcessUsage _usage;
    private readonly Lock _snapshotGate = new();
    private int _sequence;
    private int _lastSecond = -1;
    private long _scheduleStart = -1;
    private volatile RunPhase _phase = RunPhase.Pending;
    private LoadProgress _progress;

    /// <param name="setup">What all devices share.</param>
    /// <param name="shape">The plan's rate over time.</param>
    /// <param name="loops">What is recorded comes from these.</param>
    /// <param name="audit">Closes the last slice.</param>
    /// <param name="reports">Takes the reports; one that has no room loses them.</param>
    /// <param name="watcher">Counts last wills; null where nobody does.</param>
    /// <param name="usage">What the process takes.</param>
    public ShardReporter(
        DeviceSetup setup, LoadShape shape, DeviceLoop[] loops, ReceiptAudit audit, ChannelWriter<ShardReport> reports,
        WillWatcher? watcher, ProcessUsage usage)
    {
        _usage = usage;
        _watcher = watcher;
        _setup = setup;
        _shard = setup.Shard;
        _shape = shape;
        _loops = loops;
        _audit = audit;
        _reports = reports;
        _progress = new LoadProgress { Totals = new Counters(), Connections = _shard.Connections };
    }

    /// <summary>Where the shard is.</summary>
    public RunPhase Phase
    {
        get => _phase;
        set => _phase = value;
    }

    /// <summary>Length of the publishing phase as it ran.</summary>
    public TimeSpan PublishDuration { get; private set; }

    /// <summary>How long the warm-up before the shard took.</summary>
    public TimeSpan WarmUp { get; set; }

    /// <summary>How the shard ended; null while it runs.</summary>
    public RunOutcome? Outcome { get; private set; }

    /// <summary>Connections that were never ready to publish or to receive.</summary>
    public int NeverConnected => _loops.Sum(loop => loop.Devices.Count(device => !device.WasReady));

    /// <summary>Most connections that were seen up at one time.</summary>
    public int PeakOnline { get; private set; }

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

    private int Online => _loops.Sum(loop => loop.Recorder.Online);

    /// <summary>Looks how many connections are up.</summary>
    public void NotePeak() => PeakOnline = Math.Max(PeakOnline, Online);

    /// <summary>The schedule begins.</summary>
    /// <param name="start">When its first moment is, or was, run clock.</param>
    public void BeginSchedule(long start)
    {
        Volatile.Write(ref _scheduleStart, start);
        _usage.Begin();
        _phase = RunPhase.Running;
    }

    /// <summary>The schedule is over.</summary>
    public void EndSchedule(TimeSpan publishDuration)
    {
        PublishDuration = publishDuration;
        _usage.End();
    }

    /// <summary>Cuts and reports a slice at each full second of the run clock.</summary>
    public async Task RunAsync(CancellationToken end)
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
    public void Finish(RunOutcome outcome, Exception? fault)
    {
        _phase = RunPhase.Done;
        Outcome = outcome;
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
        var report = new ShardReport
        {
            RunId = _shard.RunId,
            Shard = _shard.Number,
            Scenario = _shard.Scenario,
            Wave = _shard.Wave,
            Environment = final || _sequence == 0 ? GeneratorEnvironment.Current : null,
            Sequence = _sequence++,
            Phase = _phase,
            Origin = _setup.Clock.Origin,
            Time = _setup.Clock.Origin + _setup.Clock.Elapsed,
            Final = final,
            Outcome = Outcome,
            Fault = fault is null ? null : RunFault.Of(fault),
            PublishStart = final && _scheduleStart >= 0 ? TimeSpan.FromTicks(_scheduleStart / 100) : null,
            PublishDuration = final ? PublishDuration : null,
            PeakOnline = final ? PeakOnline : null,
            NeverConnected = final ? NeverConnected : null,
            Storms = _setup.Storms.Count == 0 ? null : [.. _setup.Storms.Select(storm => storm.ToReport())],
            Group = final ? Group() : null,
            Late = _loops.Sum(loop => loop.Late),
            Totals = _totals.Counters with { },
            Latencies = _totals.Latencies.ToSet(),
            Failures = MergeFailures(),
            Notes = [.. _loops.SelectMany(loop => loop.Recorder.CopyNotes()).Distinct(), .. final ? Absent() : [],
                .. final && _watcher?.Note is { } unwatched ? [unwatched] : (IEnumerable<string>)[]],
            Generator = _usage.Health() with { WarmUpMilliseconds = WarmUp.TotalMilliseconds },
            Slices = [slice],
        };
        UpdateProgress(slice, report);
        _reports.TryWrite(report);
    }

    /// <summary>Devices with identities that never came online, the first of them by name.</summary>
    private IEnumerable<string> Absent()
    {
        const int Named = 10;
        var absent = _setup.Plan.Devices.Identities.Count == 0 ? [] : _loops.SelectMany(loop => loop.Devices)
            .Where(device => !device.WasReady).Select(device => device.Connection).Order().ToList();
        if (absent.Count > 0)
        {
            var names = string.Join(", ", absent.Take(Named).Select(_setup.Contexts.ClientIdOf));
            yield return Text($"Never connected: {names}{(absent.Count > Named ? Text($" and {absent.Count - Named} more") : "")}.");
        }
    }

    /// <summary>What each member of a shared subscription received; null where nothing is shared.</summary>
    private List<GroupMember>? Group() => !_setup.Plan.Traffic.IsShared ? null :
    [
        .. _loops.SelectMany(loop => loop.Devices).OfType<Device>().Where(device => device.Receiver is not null)
            .OrderBy(device => device.Connection)
            .Select(device => new GroupMember(_setup.Contexts.ClientIdOf(device.Connection), device.Receiver!.Count)),
    ];

    private List<FailureCount> MergeFailures() => FailureCount.Merge(_loops.SelectMany(loop => loop.Recorder.CopyFailures()));

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
