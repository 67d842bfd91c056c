using IoTLoad.Aws.Control;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Fanout;

/// <summary>
/// Starts the waves when they are due, and collects the shards' reports until all have reported their end, or should have.
/// </summary>
internal sealed class FanoutCollector(
    RunControl control, FanoutSchedule schedule, FanoutState state, FanoutReports reports, SinkChain sinks, ShardStarter starter,
    TimeProvider clock)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>How long reports are processed before anything else has its turn.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    /// <summary>How long after the subscriptions retained reports may come.</summary>
    private static readonly TimeSpan RetainedTime = TimeSpan.FromSeconds(2);

    /// <summary>How long after their time last reports are waited for.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly ExpectedShards _expected = new(schedule.Waves.SelectMany(wave => wave));
    private readonly Dictionary<(int Shard, int Wave), (int Seconds, int Last)> _seconds = [];
    private readonly HashSet<(int Shard, int Wave)> _restarted = [];
    private DateTimeOffset? _stopped;
    private DateTimeOffset _cutOff;
    private int _firstWave;
    private bool _wasCut;
    private bool _stopSent;
    private int _damaged;

    /// <summary>After this long without a report, a shard is taken for dead.</summary>
    private TimeSpan Silence => (state.Options.ReportInterval * 3) + TimeSpan.FromSeconds(5);

    public IReadOnlyList<ShardPlan> Expected => _expected.Parts;

    /// <summary>Whether the run was stopped before its end; a stop that came after it changes nothing.</summary>
    public bool WasStopped => _stopped is not null
        && (_wasCut || !_expected.Parts.All(
            part => reports.Whole.Find(part.Number, part.Wave) is { Final: true, Outcome: RunOutcome.Completed }));

    /// <summary>What came where reports come, and was none of this run, or damaged.</summary>
    public int Damaged => control.Damaged + _damaged;

    /// <summary>What a reader must be told.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Why the first of the shards that could not be started could not.</summary>
    public RunFault? FirstFault => _expected.Faults.Count > 0 ? RunFault.Of(_expected.Faults[0].Fault) : null;

    /// <summary>
    /// Whether every part has reported its end, and every second. A broker that was away may have acknowledged a report and told
    /// nobody: the totals of it come again with the next one, its seconds do not.
    /// </summary>
    public bool IsComplete => HasEnded && _seconds.Values.All(seen => seen.Seconds == seen.Last + 1);

    /// <summary>Whether every part has reported its end.</summary>
    public bool HasEnded => _expected.Parts.All(_expected.HasEnded);

    /// <summary>Runs until all is over.</summary>
    /// <param name="resumed">Whether another coordinator began: the waves that were due until now were its, and the later ones are
    /// ours.</param>
    /// <param name="stop">Ends the schedule.</param>
    public async Task RunAsync(bool resumed, CancellationToken stop)
    {
        using var over = new CancellationTokenSource();
        var now = clock.GetUtcNow();
        _firstWave = resumed ? Enumerable.Range(0, schedule.Waves.Count).Count(wave => schedule.InvokeAt(wave, state) <= now) : 0;
        var starting = StartWavesAsync(over.Token);

        // To one who comes after the end, too, retained reports take a moment to come.
        var heard = resumed ? now + RetainedTime : now;
        while (!IsOver(starting) || clock.GetUtcNow() < heard)
        {
            await TakeAsync();
            _cutOff = control.IsReady ? _cutOff : clock.GetUtcNow();
            if (stop.IsCancellationRequested && _stopped is null)
            {
                // What has not been started by now never is.
                await over.CancelAsync();
                await starting;
                Cut();
            }

            if (_stopped is not null && !_stopSent)
            {
                _stopSent = await control.StopAsync(CancellationToken.None);
            }

            if (state.Options.RestartFailed && !resumed && _stopped is null)
            {
                await RestartAsync(stop);
            }
        }

        await over.CancelAsync();
        await starting;
        while (control.Reports.TryRead(out var report))
        {
            await AddAsync(report);
        }

        if (_stopped is not null && !_stopSent && !HasEnded)
        {
            var end = _expected.Parts.Select(part => schedule.OverAt(part, state)).DefaultIfEmpty(clock.GetUtcNow()).Max();
            Notes.Add(Text($"The shards could not be told to stop, "
                + $"and go on by themselves until {end:yyyy-MM-dd HH:mm:ss} UTC at the latest: {control.Fault}"));
        }

        foreach (var group in _expected.Faults.GroupBy(fault => fault.Fault.Message))
        {
            Notes.Add(Text($"{group.Count():N0} shards "
                + $"({string.Join(", ", group.Select(fault => fault.Shard.Number).Order().Take(10))}) could not be started: {group.Key}"));
        }
    }

    private bool IsOver(Task starting)
    {
        // What went wrong while shards were started may be that none will ever report.
        if (starting.IsFaulted)
        {
            return true;
        }

        var open = _expected.Open();
        var now = clock.GetUtcNow();
        return open.Count == 0 || (_stopped is { } stopped
            ? now > stopped + open[0].Plan.DrainTime + Grace
            : open.All(part => schedule.OverAt(part, state) is var over
                && (now > over + Grace || (now > over && now - LastHeard(part, now) > Silence))));
    }

    private async Task TakeAsync()
    {
        using var limit = new CancellationTokenSource(Poll);
        try
        {
            await control.Reports.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Nothing came; there is more to look after.
        }

        // A slow store must not keep the coordinator from looking after stops, waves and silent shards: what is left comes next time.
        for (var until = clock.GetUtcNow() + Round; clock.GetUtcNow() < until && control.Reports.TryRead(out var report);)
        {
            await AddAsync(report);
        }
    }

    /// <summary>Takes a report, wherever it was found.</summary>
    public async Task AddAsync(ShardReport report)
    {
        try
        {
            reports.Add(report);
        }
        catch (FormatException)
        {
            // Anybody who may publish there can publish anything, and the next report has the totals.
            _damaged++;
            return;
        }

        var part = (report.Shard, report.Wave);
        if (report.Slices.Count > 0)
        {
            var known = _seconds.TryGetValue(part, out var seen) ? seen : (Seconds: 0, Last: -1);
            _seconds[part] = (known.Seconds
                + report.Slices.Count(slice => slice.Second > known.Last), Math.Max(known.Last, report.Slices[^1].Second));
        }

        if (report.Final)
        {
            _expected.End(report.Shard, report.Wave);
        }

        await sinks.WriteAsync(report);
    }

    private Task StartWavesAsync(CancellationToken cancellation) => Task.WhenAll(
        Enumerable.Range(_firstWave, schedule.Waves.Count - _firstWave).Select(wave => StartWaveAsync(wave, cancellation)));

    private async Task StartWaveAsync(int wave, CancellationToken cancellation)
    {
        try
        {
            var due = schedule.InvokeAt(wave, state) - clock.GetUtcNow();
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, cancellation);
            }

            _expected.Fail(await starter.StartAsync(schedule.Waves[wave], schedule.BeginOf(wave), cancellation));
        }
        catch (OperationCanceledException)
        {
            // The run is over, by a stop or because every shard has ended.
        }
        catch (LoadException fault)
        {
            _expected.Fail(schedule.Waves[wave].Select(part => (part, fault)));
        }
    }

    private DateTimeOffset LastHeard(ShardPlan part, DateTimeOffset now) =>
        control.LastHeard(part.Number, part.Wave) ?? part.StartAt ?? now;

    /// <summary>Takes what a stopped run is not asked for any more out of what is expected.</summary>
    private void Cut()
    {
        _stopped = clock.GetUtcNow();
        var kept = _expected.Parts
            .Where(part => schedule.WaveOf(part) < _firstWave || starter.HasBegun(part))
            .Select(part => part.ScheduleAt is { } at && _stopped.Value - at + part.From is var until && until < part.From
                + part.Duration
                ? part with { Until = until > part.From + TimeSpan.FromSeconds(1) ? until : part.From + TimeSpan.FromSeconds(1) }
                : part)
            .ToList();
        _wasCut = !kept.SequenceEqual(_expected.Parts);
        _expected.Replace([.. _expected.Parts], kept);
    }

    /// <summary>
    /// Starts shards that have fallen silent again, for what is left of their part. That is a wave of its own, numbered after those
    /// of the plan.
    /// </summary>
    private async Task RestartAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();

        // While nobody can be heard, and until all have had the time to come back, nobody is taken for dead.
        if (now - _cutOff < Silence)
        {
            return;
        }

        foreach (var part in _expected.Parts.Where(part => part.Wave < schedule.Waves.Count && part.ScheduleAt < now
            && !_expected.HasEnded(part) && !_restarted.Contains((part.Number, part.Wave))).ToList())
        {
            var last = LastHeard(part, now);
            var from = part.From + (now + state.Options.StartDelay - part.ScheduleAt!.Value);
            var end = part.From + part.Duration;
            if (now - last < Silence || end - from < TimeSpan.FromSeconds(5))
            {
                continue;
            }

            _restarted.Add((part.Number, part.Wave));
            var until = part with { Until = from };
            var again = part with
            {
                Wave = part.Wave + schedule.Waves.Count,
                From = from,
                Until = end,
                StartAt = now
                + state.Options.StartDelay - (part.ScheduleAt!.Value - part.StartAt!.Value)
            };
            _expected.Replace([part], [until, again]);
            try
            {
                var faults = await starter.StartAsync([again], now + state.Options.StartDelay, stop);
                if (faults.Count == 0)
                {
                    Notes.Add(Text($"Shard {part.Number} fell silent at {last:HH:mm:ss} "
                        + $"UTC, and was started again for the schedule from {from.TotalSeconds:0} s on."));
                    continue;
                }

                _expected.Replace([until, again], [part]);
                Notes.Add($"Shard {part.Number} fell silent, and could not be started again: {faults[0].Fault.Message}");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // It may have been started, and is told to stop like the others.
                return;
            }
        }
    }
}
