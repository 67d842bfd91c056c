using System.Threading.Channels;
using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Runs one shard of a plan: brings its devices online, runs the schedule, waits for what is still out, disconnects. Says
/// how it stands in a report a second.
/// </summary>
internal sealed class ShardWorker
{
    /// <summary>When that many attempts have failed and none has succeeded, the rest would fail as well.</summary>
    private const int HopelessAttempts = 20;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly string runId;
    private readonly LoadPlan plan;
    private readonly DeviceSetup setup;
    private readonly StagedShape shape;
    private readonly DeviceLoop[] loops;
    private readonly ReceiptAudit audit;
    private readonly ChannelWriter<ShardReport> reports;
    private readonly SecondRecord second = new();
    private readonly SecondRecord totals = new();
    private readonly ProcessUsage usage = new();
    private readonly Lock snapshotGate = new();
    private int settled;
    private int sequence;
    private int lastSecond = -1;
    private long scheduleStart = -1;
    private volatile RunPhase phase = RunPhase.Pending;
    private LoadProgress progress;

    public ShardWorker(string runId, LoadPlan plan, DeviceSetup setup, ChannelWriter<ShardReport> reports)
    {
        this.runId = runId;
        this.plan = plan;
        this.setup = setup;
        this.reports = reports;
        shape = new StagedShape(plan.Stages);

        // Half of the cores: the other half is for the completions of sockets, which is where most of the work is.
        var count = Math.Clamp(Environment.ProcessorCount / 2, 1, Math.Min(8, plan.Connections));
        loops = new DeviceLoop[count];
        for (var i = 0; i < count; i++)
            loops[i] = new DeviceLoop(setup, shape, i, count, () => Interlocked.Increment(ref settled));
        audit = new ReceiptAudit(setup, [.. loops.SelectMany(loop => loop.Devices).OrderBy(device => device.Connection)]);
        progress = new LoadProgress { Totals = new Counters(), Connections = plan.Connections };
    }

    /// <summary>How the shard stands, at the last whole second.</summary>
    public LoadProgress Progress
    {
        get
        {
            lock (snapshotGate)
            {
                return progress with { Phase = phase, Elapsed = setup.Clock.Elapsed };
            }
        }
    }

    /// <summary>Length of the publishing phase as it ran.</summary>
    public TimeSpan PublishDuration { get; private set; }

    /// <summary>Connections that were never up.</summary>
    public int NeverConnected => loops.Sum(loop => loop.Devices.Count(device => !device.WasOnline));

    private int Online => loops.Sum(loop => loop.Recorder.Online);

    /// <summary>Runs to the end, or until <paramref name="stop"/>, which ends the schedule and still drains.</summary>
    /// <exception cref="LoadException">No device could connect.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var collecting = new CancellationTokenSource();
        var collector = CollectAsync(collecting.Token);
        try
        {
            phase = RunPhase.Connecting;
            foreach (var loop in loops)
                loop.Start();
            await ConnectAsync(stop);
            if (!stop.IsCancellationRequested)
            {
                await PublishAsync(stop);
                phase = RunPhase.Draining;
                await DrainAsync();
            }
        }
        finally
        {
            phase = RunPhase.Closing;
            await Task.WhenAll(loops.Select(loop => loop.DisposeAsync().AsTask()));
            await collecting.CancelAsync();
            await collector;
            phase = RunPhase.Done;
            Finish();
            reports.Complete();
        }

        if (loops.FirstOrDefault(loop => loop.Fault is not null)?.Fault is { } fault)
            throw new InvalidOperationException("The generator failed: " + fault.Message, fault);
    }

    private async Task ConnectAsync(CancellationToken stop)
    {
        while (Volatile.Read(ref settled) < plan.Connections && !stop.IsCancellationRequested)
        {
            if (Volatile.Read(ref settled) >= HopelessAttempts)
                ThrowIfHopeless();
            await Task.Delay(PollInterval, CancellationToken.None);
        }

        if (!stop.IsCancellationRequested)
            ThrowIfHopeless();
    }

    /// <summary>Ends a test that no device got into, with the reason of the first.</summary>
    private void ThrowIfHopeless()
    {
        if (loops.Any(loop => loop.Recorder.Online > 0) || TotalsNow().Connected > 0)
            return;
        if (loops.Select(loop => loop.Recorder.FirstConnectFault).FirstOrDefault(first => first is not null) is { } fault)
        {
            throw new LoadException(
                fault.Reason, fault.Kind, $"No device could connect. {fault.Message}", fault.Advice, setup.Connector.Describe(0));
        }
    }

    private async Task PublishAsync(CancellationToken stop)
    {
        var begin = setup.Clock.Now;
        Volatile.Write(ref scheduleStart, begin);
        usage.Begin();
        phase = RunPhase.Running;
        foreach (var loop in loops)
            loop.BeginSchedule(begin);
        var end = begin + (long)(shape.Duration * 1e9);
        while (setup.Clock.Now < end && !stop.IsCancellationRequested && loops.All(loop => loop.Fault is null))
            await Task.Delay(PollInterval, CancellationToken.None);
        var over = Math.Min(end, setup.Clock.Now);
        foreach (var loop in loops)
            loop.StopSchedule(over);
        while (loops.Any(loop => !loop.ScheduleOver))
            await Task.Delay(1, CancellationToken.None);
        PublishDuration = TimeSpan.FromTicks((over - begin) / 100);
        usage.End();
    }

    private async Task DrainAsync()
    {
        var deadline = setup.Clock.Elapsed + plan.DrainTime;
        while (setup.Clock.Elapsed < deadline)
        {
            if (loops.All(loop => loop.Devices.All(device => device.Idle)) && (ReceiptsLookComplete() && audit.Take().Lost <= 0))
                return;
            await Task.Delay(PollInterval, CancellationToken.None);
        }
    }

    /// <summary>A cheap look before the audit, which visits every stream.</summary>
    private bool ReceiptsLookComplete()
    {
        if (!setup.Routes.HasReceivers)
            return true;
        long owed = 0;
        long received = 0;
        var fanOut = plan.Traffic.Pattern switch
        {
            TrafficPattern.FanIn => plan.Traffic.Subscribers,
            TrafficPattern.Downlink when plan.Traffic.BroadcastTopic is not null => plan.Devices.Count,
            _ => 1,
        };
        foreach (var device in loops.SelectMany(loop => loop.Devices))
        {
            if (device.Publisher is { } publisher)
                owed += (publisher.Published - publisher.Unacknowledged.Count) * fanOut;
            received += device.Receiver?.Count ?? 0;
        }

        return received >= owed;
    }

    /// <summary>Cuts a slice at each full second of the run clock.</summary>
    private async Task CollectAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var next = (Math.Max(lastSecond + 1, (int)(setup.Clock.Now / 1_000_000_000)) + 1) * 1_000_000_000L;
            try
            {
                await Task.Delay(TimeSpan.FromTicks(Math.Max(0, (next - setup.Clock.Now) / 100)) + TimeSpan.FromMilliseconds(1), end);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Report(Cut((int)(next / 1_000_000_000) - 1), final: false);
        }
    }

    /// <summary>The last slice, with the audit, and the last report.</summary>
    private void Finish()
    {
        var last = Math.Max(lastSecond + 1, (int)(setup.Clock.Now / 1_000_000_000));
        lock (loops[0].Recorder.Gate)
        {
            loops[0].Recorder.Current.Counters.Add(audit.Take());
        }

        Report(Cut(last), final: true);
    }

    private Slice Cut(int at)
    {
        second.Reset();
        foreach (var loop in loops)
            loop.Recorder.Cut(second.Add);
        lock (snapshotGate)
        {
            totals.Add(second);
        }

        lastSecond = at;
        var (cpu, pause) = usage.Sample(phase == RunPhase.Running);
        return new Slice
        {
            Second = at,
            Phase = phase,
            Counters = second.Counters with { },
            Latencies = second.Latencies.ToSet(),
            Online = Online,
            TargetRate = TargetRate(),
            CpuPercent = cpu,
            GcPauseMilliseconds = pause,
        };
    }

    private double TargetRate() => phase == RunPhase.Running ? shape.RateAt((setup.Clock.Now - Volatile.Read(ref scheduleStart)) / 1e9) : 0;

    private Counters TotalsNow()
    {
        lock (snapshotGate)
        {
            return totals.Counters with { };
        }
    }

    private void Report(Slice slice, bool final)
    {
        var failures = MergeFailures();
        var report = new ShardReport
        {
            RunId = runId,
            Sequence = sequence++,
            Phase = phase,
            Origin = setup.Clock.Origin,
            Final = final,
            Totals = totals.Counters with { },
            Latencies = totals.Latencies.ToSet(),
            Failures = failures,
            Generator = usage.Health(),
            Slices = [slice],
        };
        UpdateProgress(slice, report);
        reports.TryWrite(report);
    }

    private List<FailureCount> MergeFailures() =>
    [
        .. loops.SelectMany(loop => loop.Recorder.CopyFailures())
            .GroupBy(failure => (failure.Kind, failure.Reason))
            .Select(group => group.First() with { Count = group.Sum(failure => failure.Count) })
            .OrderByDescending(failure => failure.Count),
    ];

    private void UpdateProgress(Slice slice, ShardReport report)
    {
        var length = shape.Duration;
        var ran = scheduleStart < 0 ? 0 : Math.Clamp((setup.Clock.Now - scheduleStart) / 1e9, 0, length);
        var histogram = totals.Latencies.RoundTrip.TotalCount > 0 ? totals.Latencies.RoundTrip : totals.Latencies.Ack;
        lock (snapshotGate)
        {
            progress = new LoadProgress
            {
                Completed = length > 0 ? ran / length : 0,
                Remaining = TimeSpan.FromSeconds(length - ran),
                Online = slice.Online,
                Connections = plan.Connections,
                OfferedRate = slice.Counters.Intended,
                PublishedRate = slice.Counters.Published,
                P99Milliseconds = histogram.TotalCount > 0 ? histogram.GetValueAtPercentile(99) / 1000.0 : null,
                Failures = report.Failures.Sum(failure => failure.Count),
                Totals = report.Totals,
            };
        }
    }
}
