using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Broker;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Schedule;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Running;

/// <summary>A test that is ready to run, wherever its devices will be.</summary>
public interface ILoadTest
{
    /// <summary>The test's ID.</summary>
    string Id { get; }

    /// <summary>The plan, with the seed drawn.</summary>
    LoadPlan Plan { get; }

    /// <summary>The test's current state.</summary>
    LoadProgress Progress { get; }

    /// <summary>
    /// Runs to the end, or until <paramref name="stop"/>; a stopped test still drains and has a result. Sinks get each report, and
    /// at last the result; they are not disposed.
    /// </summary>
    /// <param name="sinks">Where reports and the result go.</param>
    /// <param name="stop">Ends the test.</param>
    /// <param name="judge">Completes the result of a test that ran, before sinks get it; null leaves it as it is.</param>
    /// <exception cref="LoadException">The test could not run; the sinks have a result of outcome Failed then.</exception>
    Task<LoadResult> RunAsync(
        IReadOnlyList<IReportSink> sinks, CancellationToken stop, Func<LoadResult, Task<LoadResult>>? judge = null);
}

/// <summary>
/// A whole test on this machine, from its plan to its result: a <see cref="ShardRun"/> for each scenario → reports → sinks and merger →
/// result. A plan without scenarios is one shard.
/// </summary>
public sealed class LoadTest : ILoadTest
{
    private readonly IReadOnlyList<TestPart> _parts;
    private readonly ReportMerger _reports = new();
    private readonly SecondMerge _seconds = new();
    private readonly ThresholdWatch _watch;

    private LoadTest(string id, LoadPlan plan, IReadOnlyList<TestPart> parts)
    {
        Id = id;
        Plan = plan;
        _parts = parts;
        _watch = new ThresholdWatch(plan);
    }

    /// <summary>The test's ID: its start in UTC and four random characters, so that IDs sort by time.</summary>
    public string Id { get; }

    /// <inheritdoc/>
    public LoadPlan Plan { get; }

    /// <inheritdoc/>
    public LoadProgress Progress => HasScenarios
        ? LoadProgress.Of(Plan, [.. _parts.Select(part => (part.Scenario!, part.Shard.Progress))]) : _parts[0].Shard.Progress;

    private bool HasScenarios => Plan.Scenarios.Count > 0;

    /// <summary>Checks the plan, reads its files, resolves its hosts and asks the machine for its limits; starts nothing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="authentication">How requests are signed, which no plan says; null if they are not.</param>
    /// <exception cref="LoadException">Something in the plan is wrong.</exception>
    public static LoadTest Prepare(LoadPlan plan, LoadAuthentication? authentication = null)
    {
        plan = DeviceInventory.Resolve(plan);
        PlanCheck.Check(plan);
        var seeded = plan.Seeded();
        var id = NewId();
        if (plan.Scenarios.Count > 0)
        {
            Threshold.Check(plan);
            MachineLimits.Check(plan, ScenarioLines.PeakConnectionsOf(plan));
        }

        var shards = seeded.ToShards(id);
        var parts = shards.Select(shard => new TestPart(
            ScenarioCheck.In(shard.Scenario, () => ShardRun.Prepare(shard, authentication)))).ToList();
        PatternCheck.CheckApart(seeded, [.. parts.Select(part => part.Shard.Shard)]);
        return new LoadTest(id, seeded, parts);
    }

    /// <inheritdoc/>
    public async Task<LoadResult> RunAsync(
        IReadOnlyList<IReportSink> sinks, CancellationToken stop, Func<LoadResult, Task<LoadResult>>? judge = null)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        var started = DateTimeOffset.UtcNow;
        var chain = new SinkChain(sinks);
        var reports = Channel.CreateUnbounded<ShardReport>(new UnboundedChannelOptions { SingleReader = true });
        using var abort = new CancellationTokenSource();
        using var failed = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, abort.Token, failed.Token);
        var delivery = DeliverAsync(reports.Reader, chain, abort);
        try
        {
            MachineLimits.MakeRoom(Plan, HasScenarios ? ScenarioLines.PeakConnectionsOf(Plan) : Plan.Connections);
            foreach (var part in _parts)
            {
                await part.Shard.WarmUpAsync(ending.Token);
            }

            await using var broker = Plan.Endpoints.Count == 0 ? await EmbeddedBroker.StartAsync() : null;
            var scene = new RunScene(new RunClock(), broker?.Endpoint, new ProcessUsage(HasScenarios));
            started = scene.Clock.Origin;
            var tap = sinks.Select(sink => sink.Tap).FirstOrDefault(tap => tap is not null);
            await Task.WhenAll(_parts.Select(part => RunAsync(part, scene, failed, (writer, end) =>
                part.Shard.RunAsync(scene, writer, tap, end, abort.Token), new TestPart.Writer(reports.Writer), ending.Token)));
        }
        finally
        {
            reports.Writer.TryComplete();
        }

        await delivery;
        var fault = _parts.Select(part => part.Fault).FirstOrDefault(fault => fault is not null);
        var result = Result(started);
        result = fault is null && judge is not null ? await judge(result) : result;
        result = await chain.CompleteAsync(result);
        return fault is null ? result : throw (fault is LoadException ? fault : new InvalidOperationException(fault.Message, fault));
    }

    /// <summary>Runs a part when it is time for it. One that fails ends the test: the load that it was to add is missing.</summary>
    private async Task RunAsync(
        TestPart part, RunScene scene, CancellationTokenSource failed,
        Func<ChannelWriter<ShardReport>, CancellationToken, Task<Exception?>> run, TestPart.Writer writer, CancellationToken end)
    {
        Exception? fault = null;
        try
        {
            if (HasScenarios && !await IsTimeAsync(Plan.Scenarios[part.Number], scene, end))
            {
                part.Shard.Discard();
                return;
            }

            part.Began = scene.Clock.Origin + scene.Clock.Elapsed;
            _seconds.Begin(part.Number, (int)scene.Clock.Elapsed.TotalSeconds);
            fault = await run(writer, end);
        }
        finally
        {
            part.End(fault);
        }

        if (fault is not null)
        {
            await failed.CancelAsync();
        }
    }

    /// <summary>Waits until a scenario is to begin.</summary>
    /// <returns>Whether it is; not if the test ends before that.</returns>
    private async Task<bool> IsTimeAsync(ScenarioPlan scenario, RunScene scene, CancellationToken end)
    {
        try
        {
            if (ScenarioLines.Before(Plan, scenario) is { } before)
            {
                await _parts[Plan.Scenarios.ToList().IndexOf(before)].Over.WaitAsync(end);
            }

            // A timer may be a little early.
            while (scene.Clock.Elapsed < scenario.StartAt)
            {
                await Task.Delay(scenario.StartAt - scene.Clock.Elapsed + TimeSpan.FromMilliseconds(1), end);
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        // One that begins with the test says itself that it was stopped at once.
        return !end.IsCancellationRequested || scenario is { StartAt.Ticks: 0, StartAfter: null };
    }

    private async Task DeliverAsync(ChannelReader<ShardReport> reports, SinkChain sinks, CancellationTokenSource abort)
    {
        await foreach (var report in reports.ReadAllAsync())
        {
            var ends = _parts[report.Shard].Take(report);
            _reports.Add(report with { Slices = [] });
            if (HasScenarios)
            {
                ends = _seconds.Add(report).Aggregate(ends, (ended, slice) => _watch.Add(slice) || ended);
            }

            if (ends)
            {
                await abort.CancelAsync();
            }

            await sinks.WriteAsync(report);
        }
    }

    private LoadResult Result(DateTimeOffset started)
    {
        if (!HasScenarios)
        {
            return _parts[0].Result(Id, started);
        }

        var scenarios = _parts.Select(part => part.Result(Id, started)).ToList();
        var last = _parts.Select(part => part.Last).OfType<ShardReport>().ToList();
        return ResultBuilder.Build(_reports, new RunFacts
        {
            Id = Id,
            Plan = Plan.WithoutSecrets(),
            Outcome = scenarios.Any(each => each.Outcome == RunOutcome.Failed) ? RunOutcome.Failed
                : scenarios.Any(each => each.Outcome == RunOutcome.Stopped) ? RunOutcome.Stopped : RunOutcome.Completed,
            Started = started,
            Ended = last.Select(report => report.Time).DefaultIfEmpty(DateTimeOffset.UtcNow).Max(),
            Endpoint = _parts[0].Shard.EndpointText,
            PeakOnline = Math.Max(_seconds.PeakOnline, scenarios.Max(each => each.PeakOnline)),
            NeverConnected = last.All(report => report.NeverConnected is not null) ? last.Sum(report => report.NeverConnected) : null,
            Fault = scenarios.Select(each => each.Fault).FirstOrDefault(fault => fault is not null),
            Generator = last.MaxBy(report => report.Time)?.Generator,
            Scenarios = scenarios,
        }, watch: _watch);
    }

    /// <summary>An ID for a new test: the time in UTC and four random characters, so that IDs sort by time.</summary>
    public static string NewId()
    {
        const string letters = "abcdefghjkmnpqrstuvwxyz23456789";
        return DateTime.UtcNow.ToString("yyyyMMdd-HHmmss-", CultureInfo.InvariantCulture) + RandomNumberGenerator.GetString(letters, 4);
    }
}
