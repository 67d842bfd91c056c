using System.Text.Json;
using System.Threading.Channels;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;

namespace IoTLoad.Publisher;

/// <summary>Runs one invocation from its event to its answer. Holds nothing that another invocation could find.</summary>
internal sealed class ShardInvocation(AwsConnection connection, LogLines log)
{
    /// <summary>What is left of the function's time for disconnecting, the last report and the answer.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    /// <summary>How long the last report may take to arrive, where the function's time allows it.</summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(30);

    private readonly ParameterStore _parameters = new(connection);

    /// <summary>Runs the shard.</summary>
    /// <returns>The shard's last report without its slices, JSON.</returns>
    /// <exception cref="LoadException">The event is wrong, or the shard failed; it has been reported as far as that was possible.</exception>
    public async Task<byte[]> RunAsync(Invocation invocation)
    {
        using var over = new CancellationTokenSource(Left(invocation, TimeSpan.FromMilliseconds(300)));
        var given = await new EventReader(_parameters).ReadAsync(invocation.Event, over.Token);
        using var files = new SecretFiles();
        given = await files.FillAsync(given, _parameters, over.Token);
        var shard = Fit(given.Shard!, invocation);
        await using var control = await ShardControl.OpenAsync(given.Control!, shard, connection, over.Token);
        LoadTest test;
        try
        {
            var authentication = await IotCoreAccess.AuthenticateAsync(shard.Plan, connection, given.AlwaysSign, over.Token);
            test = LoadTest.PrepareShard(shard with { Plan = IotCoreEndpoint.WithAlpn(shard.Plan) }, authentication);
            files.Dispose();
        }
        catch (LoadException error)
        {
            await ReportFailureAsync(shard, error, control, invocation);
            throw;
        }

        log.Info(FormattableString.Invariant($"Shard {shard.Shard} of {shard.Shards}, wave {shard.Wave}, of run {shard.RunId}: {shard.Connections} connections, {shard.CountMessages()} messages."));
        var last = await RunAsync(test, given.ReportInterval, control, invocation);
        return last.Fault is { } fault ? throw fault.ToException() : JsonSerializer.SerializeToUtf8Bytes(last with { Slices = [] }, EngineJson.Default.ShardReport);
    }

    private async Task<ShardReport> RunAsync(LoadTest test, TimeSpan interval, ShardControl control, Invocation invocation)
    {
        var plan = test.Plan;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(control.Stop);
        using var deadline = new Timer(
            _ =>
            {
                log.Warn("The function's time is nearly up: the schedule ends here.");
                stop.Cancel();
            },
            null, Left(invocation, Reserve + plan.DrainTime), Timeout.InfiniteTimeSpan);
        await using var told = control.Stop.Register(() => log.Info("Told to stop."));
        var reports = Channel.CreateUnbounded<ShardReport>(new UnboundedChannelOptions { SingleReader = true });
        var running = test.RunShardAsync(reports.Writer, stop.Token);
        var last = await DeliverAsync(reports.Reader, Pace(test.Shard, interval), control);
        await running;
        if (!await control.FlushAsync(Shorter(FlushLimit, Left(invocation, TimeSpan.FromSeconds(1))), CancellationToken.None))
        {
            log.Warn($"The last report is in this log only: {control.Fault ?? "the control broker was not reached"}");
        }

        return last;
    }

    /// <summary>Logs and sends the reports; sending takes as long as the broker makes it, and holds up nothing.</summary>
    private async Task<ShardReport> DeliverAsync(ChannelReader<ShardReport> reports, ReportPace pace, ShardControl control)
    {
        var logged = new ReportOutbox();
        var sending = Task.FromResult(true);
        ShardReport? last = null;
        await foreach (var report in reports.ReadAllAsync())
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
        return last ?? throw new LoadException("GeneratorFailed", LoadErrorKind.InvalidState, "The shard ended without a report.", "This is a bug of IoTLoad; please report it.");
    }

    private async Task ReportFailureAsync(ShardPlan shard, LoadException error, ShardControl control, Invocation invocation)
    {
        var now = DateTimeOffset.UtcNow;
        var report = new ShardReport
        {
            RunId = shard.RunId,
            Shard = shard.Shard,
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
        log.Report(report);
        control.Add(report);
        await control.FlushAsync(Shorter(FlushLimit, Left(invocation, TimeSpan.FromSeconds(1))), CancellationToken.None);
    }

    private static ReportPace Pace(ShardPlan shard, TimeSpan interval) => new(interval, shard.Shard);

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
