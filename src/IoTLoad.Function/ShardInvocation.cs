using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Function;

/// <summary>Runs one invocation from its event to its answer. Holds nothing that another invocation could find.</summary>
internal sealed class ShardInvocation(AwsConnection connection, LogLines log)
{
    /// <summary>What is left of the function's time for disconnecting, the last report and the answer.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    /// <summary>How long the last report may take to arrive, where the function's time allows it.</summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(30);

    /// <summary>How long a shard waits for the control broker at most, to learn whether another invocation runs it.</summary>
    private static readonly TimeSpan ClaimLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long one waits for that which begins late: it may be late because its event was delivered a second time.</summary>
    private static readonly TimeSpan LateClaimLimit = TimeSpan.FromSeconds(2);

    private readonly ParameterStore _parameters = new(connection);

    // Both deliveries of an event that Lambda delivers twice have the same request ID, so a shard is claimed with an ID of this execution.
    private readonly string _execution = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Runs the shard.</summary>
    /// <returns>The shard's last report without its slices, or that another invocation runs the shard; JSON.</returns>
    /// <exception cref="LoadException">The event is wrong, or the shard failed; it has been reported as far as that was
    /// possible.</exception>
    public async Task<byte[]> RunAsync(Invocation invocation)
    {
        using var over = new CancellationTokenSource(Left(invocation, TimeSpan.FromMilliseconds(300)));
        var given = await new EventReader(_parameters).ReadAsync(invocation.Event, over.Token);
        using var files = new SecretFiles();
        given = await FillAsync(files, given, invocation, over.Token);
        var shard = Fit(given.Shard!, invocation);
        await using var control = await ShardControl.OpenAsync(given.Control!, shard, _execution, given.Collected, connection, over.Token);
        var claiming = control.ClaimAsync(ClaimTime(shard), over.Token);
        ShardRun run;
        SampledPoints? made = null;
        try
        {
            var authentication = await IotCoreAccess.AuthenticateAsync(shard.Plan, connection, given.AlwaysSign, over.Token);
            run = ShardRun.Prepare(shard with { Plan = IotCoreEndpoint.WithAlpn(shard.Plan) }, authentication);
            made = given.Points is { } target ? new SampledPoints(target, shard.Plan) : null;
            files.Dispose();
        }
        catch (LoadException error)
        {
            if (await claiming)
            {
                await ReportAsync(Failed(shard, error), control, invocation);
            }

            throw;
        }

        await using var points = made;
        if (!await claiming)
        {
            log.Warn(Text($"Another invocation runs shard {shard.Shard}, wave {shard.Wave}, "
                + $"of run {shard.RunId}: AWS has delivered the event twice. This one ends here."));
            return """{"duplicate":true}"""u8.ToArray();
        }

        log.Info(Text($"Shard {shard.Shard} of {shard.Shards}, wave {shard.Wave}, of run {shard.RunId}: "
            + $"{shard.Connections} connections, {shard.CountMessages()} messages."));
        var last = await RunAsync(run, given.ReportInterval, control, invocation, points);
        return last.Fault is { } fault
            ? throw fault.ToException() : JsonSerializer.SerializeToUtf8Bytes(last with { Slices = [] }, EngineJson.Default.ShardReport);
    }

    private async Task<ShardReport> RunAsync(ShardRun run, TimeSpan interval, ShardControl control, Invocation invocation,
        SampledPoints? points)
    {
        var plan = run.Shard.Plan;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(control.Stop);
        using var deadline = new Timer(
            _ =>
            {
                log.Warn("The function's time is nearly up: the schedule ends here.");
                stop.Cancel();
            },
            null, Left(invocation, Reserve + plan.DrainTime + (points is null ? TimeSpan.Zero : SampledPoints.DrainTime)),
            Timeout.InfiniteTimeSpan);
        await using var told = control.Stop.Register(() => log.Info("Told to stop."));
        var reports = Channel.CreateUnbounded<ShardReport>(new UnboundedChannelOptions { SingleReader = true });
        var running = run.RunAsync(reports.Writer, points?.Tap, stop.Token);

        // Who hears nothing of a shard for longer takes it for dead.
        var draining = Shorter(SampledPoints.DrainTime, 3 * interval);
        var last = await DeliverAsync(WithPointsAsync(reports.Reader, points, () => Shorter(draining, Left(invocation, Reserve))),
            Pace(run.Shard, interval), control);
        await running;
        if (!await control.FlushAsync(Shorter(FlushLimit, Left(invocation, TimeSpan.FromSeconds(1))), CancellationToken.None))
        {
            log.Warn($"The last report is in this log only: {control.Fault ?? "the control broker was not reached"}");
        }

        return last;
    }

    /// <summary>The reports with the count of points; the last once the points are written, or <paramref name="most"/> is over.</summary>
    private static async IAsyncEnumerable<ShardReport> WithPointsAsync(ChannelReader<ShardReport> reports, SampledPoints? points,
        Func<TimeSpan> most)
    {
        await foreach (var report in reports.ReadAllAsync())
        {
            if (points is not null && report.Final)
            {
                await points.FinishAsync(most());
            }

            yield return report with { Points = points?.Count };
        }
    }

    /// <summary>Logs and sends the reports; sending takes as long as the broker makes it, and holds up nothing.</summary>
    private async Task<ShardReport> DeliverAsync(IAsyncEnumerable<ShardReport> reports, ReportPace pace, ShardControl control)
    {
        var logged = new ReportOutbox();
        var sending = Task.FromResult(true);
        ShardReport? last = null;
        await foreach (var report in reports)
        {
            last = report;
            control.Add(report);
            logged.Add(report);
            if (!report.Final && !pace.IsDue)
            {
                continue;
            }

            foreach (var whole in logged.Take())
            {
                log.Report(whole);
                logged.Acknowledge(whole);
            }

            if (sending.IsCompleted)
            {
                await sending;
                sending = control.SendAsync(CancellationToken.None);
            }
        }

        await sending;
        return last ?? throw new LoadException("GeneratorFailed", LoadErrorKind.InvalidState, "The shard ended without a report.",
            "This is a bug of IoTLoad; please report it.");
    }

    /// <summary>
    /// The event with its secrets. Where they cannot be had, the coordinator is told by the log, and over a control broker that
    /// needs none of them.
    /// </summary>
    private async Task<FunctionEvent> FillAsync(SecretFiles files, FunctionEvent given, Invocation invocation,
        CancellationToken cancellation)
    {
        try
        {
            return await files.FillAsync(given, _parameters, cancellation);
        }
        catch (LoadException error)
        {
            var shard = given.Shard!;
            var endpoint = given.Control ?? ControlEndpoint.Of(shard.Plan);
            var report = Failed(shard, error);
            if (endpoint.Authentication is ControlAuthentication.Certificate or ControlAuthentication.Password)
            {
                log.Report(report);
            }
            else
            {
                await using var control =
                    await ShardControl.OpenAsync(endpoint, shard, _execution, given.Collected, connection, cancellation);
                await ReportAsync(report, control, invocation);
            }

            throw;
        }
    }

    private async Task ReportAsync(ShardReport report, ShardControl control, Invocation invocation)
    {
        log.Report(report);
        control.Add(report);
        await control.FlushAsync(Shorter(FlushLimit, Left(invocation, TimeSpan.FromSeconds(1))), CancellationToken.None);
    }

    /// <summary>The only report of a shard that could not begin.</summary>
    private static ShardReport Failed(ShardPlan shard, LoadException error)
    {
        var now = DateTimeOffset.UtcNow;
        return new ShardReport
        {
            RunId = shard.RunId,
            Shard = shard.Number,
            Scenario = shard.Scenario,
            Wave = shard.Wave,
            Phase = RunPhase.Done,
            Origin = now,
            Time = now,
            Final = true,
            Outcome = RunOutcome.Failed,
            Fault = RunFault.Of(error),
            PublishDuration = TimeSpan.Zero,
            PeakOnline = 0,
            NeverConnected = shard.Connections,
            Totals = new Counters(),
            Latencies = new LatencySet(),
            Generator = new GeneratorHealth(),
        };
    }

    /// <summary>A shard does not begin late because its control broker is away, or by little.</summary>
    private static TimeSpan ClaimTime(ShardPlan shard)
    {
        var left = shard.StartAt - DateTimeOffset.UtcNow - TimeSpan.FromSeconds(1) ?? ClaimLimit;
        return left < LateClaimLimit ? LateClaimLimit : Shorter(left, ClaimLimit);
    }

    private static ReportPace Pace(ShardPlan shard, TimeSpan interval) => new(interval, shard.Number);

    /// <summary>The shard with a drain time that leaves the most of a short life for the schedule.</summary>
    private static ShardPlan Fit(ShardPlan shard, Invocation invocation)
    {
        var most = Left(invocation, Reserve) / 4;
        return shard.Plan.DrainTime <= most ? shard : shard with { Plan = shard.Plan with { DrainTime = most } };
    }

    /// <summary>Time until <paramref name="before"/> the function's end.</summary>
    private static TimeSpan Left(Invocation invocation, TimeSpan before)
    {
        var left = invocation.Deadline - DateTimeOffset.UtcNow - before;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
