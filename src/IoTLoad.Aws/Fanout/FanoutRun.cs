using Amazon.Lambda;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Deployment;
using IoTLoad.Aws.Signing;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Fanout;

/// <summary>
/// A test that runs on functions: plan → shards → invocations → reports over the control channel → result. It may be gone and come
/// back: what it needs for that is in <see cref="FanoutState"/>, and what shards have reported is retained by the broker and in their logs.
/// </summary>
public sealed class FanoutRun : ILoadTest, IAsyncDisposable
{
    /// <summary>How long the control broker has to let us in, before anything is started.</summary>
    private static readonly TimeSpan ControlLimit = TimeSpan.FromSeconds(10);

    private readonly AwsConnection _connection;
    private readonly AwsClock _clock;
    private readonly bool _resumed;
    private readonly FanoutReports _reports;
    private FanoutState _state;
    private RunControl? _control;

    private FanoutRun(LoadPlan plan, FanoutState state, DeployedFunction function, AwsConnection connection, AwsClock clock, bool resumed)
    {
        _clock = clock;
        Plan = plan;
        _state = state;
        Function = function;
        _connection = connection;
        _resumed = resumed;
        _reports = new FanoutReports(plan, state.LongestWave);
    }

    /// <inheritdoc/>
    public string Id => _state.RunId;

    /// <inheritdoc/>
    public LoadPlan Plan { get; }

    /// <inheritdoc/>
    public LoadProgress Progress => _reports.Progress;

    /// <summary>The deployed function.</summary>
    public DeployedFunction Function { get; }

    /// <summary>What the run asks of Lambda.</summary>
    public FanoutUse Use => FanoutUse.Of(Plan, _state);

    /// <summary>Checks that a plan can be run by a function; starts nothing.</summary>
    /// <param name="plan">The plan, with its endpoints.</param>
    /// <param name="options">How to spread it.</param>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="cancellation">Ends the requests.</param>
    /// <exception cref="LoadException">What is wrong with the plan, the number of shards or the function.</exception>
    public static async Task<FanoutRun> PrepareAsync(LoadPlan plan, FanoutOptions options, AwsConnection connection,
        CancellationToken cancellation)
    {
        var id = LoadTest.NewId();
        var seeded = FanoutCheck.Check(plan, options, id);
        var function = await FunctionDeployment.GetAsync(connection, options.FunctionName, null, cancellation);
        FanoutCheck.CheckFunction(function, options);
        FanoutCheck.CheckTopics(seeded, function);
        var state = new FanoutState
        {
            RunId = id,
            Options = options,
            Region = function.Region,
            Rules = options.Trigger == FanoutTrigger.Rule ? function.TriggerRules : 1,
            LongestWave = ScenarioCheck.ForEach(seeded, part => FanoutSchedule.LongestWave(part, function.Timeout, options)).Min(),
            MemorySize = function.MemorySize,
            IsArm64 = function.Architecture == "arm64",
            DownstreamRules = function.DownstreamRules.Count(),
        };
        var clock = await ClockAsync(connection, cancellation);
        var run = new FanoutRun(seeded, state, function, connection, clock, resumed: false);
        var key = options.Trigger == FanoutTrigger.Rule ? await run.Starter.KeyAsync(cancellation) : null;
        foreach (var wave in new FanoutSchedule(seeded, state).Waves)
        {
            FanoutCheck.CheckConnections(wave, seeded, options);
            _ = key is null ? run.Starter.EventOf(wave[^1]) : run.Starter.TriggerOf(wave[^1], 0, key);
        }

        return run;
    }

    /// <summary>
    /// Goes on with a run whose coordinator is gone: what was and will be reported is collected, and waves that are not due yet are
    /// started when they are.
    /// </summary>
    /// <exception cref="LoadException">The function is gone, or AWS refuses.</exception>
    public static async Task<FanoutRun> ResumeAsync(LoadPlan plan, FanoutState state, AwsConnection connection,
        CancellationToken cancellation)
    {
        var function = await FunctionDeployment.GetAsync(connection, state.Options.FunctionName, null, cancellation);
        return new FanoutRun(plan, state, function, connection, await ClockAsync(connection, cancellation), resumed: true);
    }

    /// <summary>Tells the shards of a run whose coordinator is gone to stop, and waits for nothing else.</summary>
    /// <exception cref="LoadException">ControlNotReached.</exception>
    public async Task SendStopAsync(CancellationToken cancellation)
    {
        await using var control = await RunControl.OpenAsync(Control, Id, 1, _connection, cancellation, _clock);
        if (!await control.WaitReadyAsync(ControlLimit, cancellation) || !await control.StopAsync(cancellation))
        {
            throw NotReached(control);
        }
    }

    private ShardStarter Starter => new(_connection, _state.Options, Function, Plan, _clock);

    private ControlEndpoint Control => _state.Options.ControlOf(Plan, _connection);

    /// <summary>What a user must know of this machine's clock; null if it is right.</summary>
    public string? ClockWarning => _clock.Warning;

    // Functions have AWS's time, and begin together at a time that is told in it.
    private static Task<AwsClock> ClockAsync(AwsConnection connection, CancellationToken cancellation)
    {
        var config = connection.Configure(new AmazonLambdaConfig());
        return AwsClock.AskAsync(new Uri(config.ServiceURL ?? $"https://lambda.{config.RegionEndpoint.SystemName}."
            + config.RegionEndpoint.PartitionDnsSuffix), new TlsPlan(), cancellation);
    }

    /// <summary>Connects to the control broker, before anything is stored or started: the start delay is the functions' alone.</summary>
    /// <exception cref="LoadException">ControlNotReached, or as <see cref="ControlChannel.OpenAsync"/>.</exception>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        _control = await RunControl.OpenAsync(Control, Id, _state.Options.Workers, _connection, cancellation, _clock);

        // Where a run that goes on does not reach it any more, the functions' logs have what they reported.
        if (!await _control.WaitReadyAsync(ControlLimit, cancellation) && !_resumed)
        {
            throw NotReached(_control);
        }
    }

    /// <summary>Sets the common start, and returns what is to be kept so that another session can go on.</summary>
    public FanoutState Schedule()
    {
        _state = _resumed ? _state : _state with { StartAt = _clock.GetUtcNow() + _state.Options.StartDelay };
        return _state;
    }

    /// <inheritdoc/>
    public async Task<LoadResult> RunAsync(
        IReadOnlyList<IReportSink> sinks, CancellationToken stop, Func<LoadResult, Task<LoadResult>>? judge = null)
    {
        var chain = new SinkChain(sinks);
        if (_control is null)
        {
            await ConnectAsync(CancellationToken.None);
        }

        await using var control = _control!;
        var schedule = new FanoutSchedule(Plan, _state);
        var collector = new FanoutCollector(control, schedule, _state, _reports, chain, Starter, _clock);
        await collector.RunAsync(_resumed, stop);
        await FillFromLogsAsync(collector);

        var ended = _clock.GetUtcNow();
        var scenarios = Plan.Scenarios.Count == 0 ? [] : Plan.Parts.Select(part => Result(part, schedule, collector, ended)).ToList();
        var result = Result(Plan, schedule, collector, ended, scenarios, [.. collector.Notes, .. Notes(control, collector)]);
        var fault = FaultOf(_reports.Whole, collector);
        result = fault is null && judge is not null ? await judge(result) : result;
        result = await chain.CompleteAsync(result);
        result = result with { Notes = [.. result.Notes, .. await ClearAsync(control, collector)] };
        return fault is null ? result : throw fault.ToException();
    }

    /// <summary>The result of a scenario, or of the whole plan.</summary>
    private LoadResult Result(LoadPlan plan, FanoutSchedule schedule, FanoutCollector collector, DateTimeOffset ended,
        IReadOnlyList<LoadResult>? scenarios = null, IReadOnlyList<string>? notes = null)
    {
        var reports = _reports.Of(plan.Scenario);
        IReadOnlyList<ShardPlan> parts = plan.Scenario is null
            ? collector.Expected : [.. collector.Expected.Where(part => part.Scenario == plan.Scenario)];
        var fault = FaultOf(reports, collector);
        var facts = new RunFacts
        {
            Id = Id,
            Plan = plan.WithoutSecrets(),
            Outcome = fault is not null ? RunOutcome.Failed : WasStopped(collector) ? RunOutcome.Stopped : RunOutcome.Completed,
            Started = plan.Scenario is null ? _state.StartAt : schedule.BeginOf(plan.Scenario),
            Ended = plan.Scenario is null ? ended : reports.Latest.Select(report => report.Time).DefaultIfEmpty(ended).Max(),
            Endpoint = string.Join(", ",
                Plan.Endpoints.Select(endpoint => endpoint.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped))),
            Fault = fault,
            Scenarios = scenarios ?? [],
            Notes = notes ?? [],
        };
        return ResultBuilder.Build(reports, facts, parts);
    }

    /// <summary>Why nothing could be measured: no shard ran, or none could be started; null where that is not so.</summary>
    private static RunFault? FaultOf(ReportMerger reports, FanoutCollector collector) =>
        reports.IsEmpty ? collector.FirstFault
            : reports.Latest.All(report => report is { Final: true, Outcome: RunOutcome.Failed })
                ? reports.Latest.Select(report => report.Fault).OfType<RunFault>().FirstOrDefault() : null;

    // Also by another session, which told the shards and is gone.
    private bool WasStopped(FanoutCollector collector) =>
        collector.WasStopped || _reports.Whole.Latest.Any(report => report is { Final: true, Outcome: RunOutcome.Stopped });

    /// <summary>Disconnects; for a run that was connected and never ran.</summary>
    public ValueTask DisposeAsync() => _control?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Removes what the run has left on the control broker.</summary>
    /// <returns>What is still there, for a person to know.</returns>
    private async Task<IReadOnlyList<string>> ClearAsync(RunControl control, FanoutCollector collector)
    {
        // An event may wait at Lambda for minutes: whoever begins after a stop must still find it.
        var keep = collector.WasStopped && !collector.HasEnded;
        var gone = await control.ClearAsync(collector.Expected.Select(part => (part.Number, part.Wave)), keep, CancellationToken.None);
        List<string> notes = [];
        if (keep)
        {
            notes.Add($"Not all shards have said that they stopped, so the retained stop command stays on "
                + $"{ControlTopics.Commands(Id)} for those that begin late.");
        }

        if (!gone)
        {
            notes.Add($"Retained messages below {ControlTopics.Prefix}{Id}/ could not be removed from the control broker: {control.Fault}");
        }

        return notes;
    }

    private LoadException NotReached(RunControl control) => control.IsRefused
        ? LoadException.AccessDenied(
            "ControlRefused", $"The control broker refused this session: {control.Fault ?? Control.Endpoint.Authority}",
            Control.Authentication == ControlAuthentication.SigV4
                ? "Allow the caller iot:Connect on client/iotload-*, iot:Publish, iot:Receive and iot:RetainPublish on "
                + "topic/iotload/runs/*, and iot:Subscribe on topicfilter/iotload/runs/*; docs/serverless.md has the statements."
                : "Allow these clients the topics iotload/runs/#, or name another broker with -ControlEndpoint.",
            Control.Endpoint.Authority)
        : new LoadException(
            "ControlNotReached", LoadErrorKind.ConnectionFailed,
            $"The control broker was not reached: {control.Fault ?? $"{Control.Endpoint.Authority} did not answer."}",
            "Check -ControlEndpoint, or without it the endpoint under test, and -CaFile where its authority is a private one: "
                + "reports and commands go over it.", Control.Endpoint.Authority);

    // A control broker that was away has not the last reports, and a coordinator that was away has not heard all seconds; the logs have.
    private async Task FillFromLogsAsync(FanoutCollector collector)
    {
        if (!_resumed && collector.IsComplete)
        {
            return;
        }

        try
        {
            var group = $"/aws/lambda/{_state.Options.FunctionName}";
            await foreach (var report in LogReports.ReadAsync(_connection, group, Id, _state.StartAt - _state.Options.StartDelay,
                CancellationToken.None))
            {
                await collector.AddAsync(report);
            }
        }
        catch (LoadException fault)
        {
            collector.Notes.Add($"The functions' logs could not be asked for what is missing: {fault.Message}");
        }
    }

    private IEnumerable<string> Notes(RunControl control, FanoutCollector collector)
    {
        if (collector.Damaged > 0)
        {
            yield return Text($"{collector.Damaged:N0} messages where the shards report were no whole reports of this run. "
                + $"If others do not publish there, publish the function again: it may be of another version.");
        }

        var (sent, received, bytes) = control.Traffic;
        var seconds = Math.Max(1, (_clock.GetUtcNow() - _state.StartAt).TotalSeconds);
        yield return Text(
            $"Ran on {_state.Options.Workers:N0} shards of the function {Function.Name} in {Function.Region}. "
                + $"Reports and commands were {sent + received:N0} messages ({received / seconds:0.0}/s, {bytes / 1e6:0.0} MB), "
                + (_state.Options.Control is null ? "over the broker under test, and part of its load." : "over a broker of their own."));
        foreach (var gap in _reports.HandOvers)
        {
            yield return Text($"Between two waves of functions, nothing was published for {gap.TotalSeconds:0} s.");
        }
    }
}
