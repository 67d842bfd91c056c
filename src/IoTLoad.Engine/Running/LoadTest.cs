using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Sharding;
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
/// A whole test on this machine, from its plan to its result: one <see cref="ShardRun"/> → reports → sinks and merger → result.
/// </summary>
public sealed class LoadTest : ILoadTest
{
    private readonly ShardRun _shard;

    private LoadTest(ShardRun shard) => _shard = shard;

    /// <summary>The test's ID: its start in UTC and four random characters, so that IDs sort by time.</summary>
    public string Id => _shard.Shard.RunId;

    /// <inheritdoc/>
    public LoadPlan Plan => _shard.Shard.Plan;

    /// <inheritdoc/>
    public LoadProgress Progress => _shard.Progress;

    /// <summary>Checks the plan, reads its files, resolves its hosts and asks the machine for its limits; starts nothing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="authentication">How requests are signed, which no plan says; null if they are not.</param>
    /// <exception cref="LoadException">Something in the plan is wrong.</exception>
    public static LoadTest Prepare(LoadPlan plan, LoadAuthentication? authentication = null)
    {
        plan = DeviceInventory.Resolve(plan);
        PlanCheck.Check(plan);
        var seeded = plan.Seed != 0 ? plan : plan with { Seed = RandomNumberGenerator.GetInt32(1, int.MaxValue) };
        return new LoadTest(ShardRun.Prepare(new ShardPlan { RunId = NewId(), Plan = seeded }, authentication));
    }

    /// <inheritdoc/>
    public async Task<LoadResult> RunAsync(
        IReadOnlyList<IReportSink> sinks, CancellationToken stop, Func<LoadResult, Task<LoadResult>>? judge = null)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        var started = DateTimeOffset.UtcNow;
        var reports = Channel.CreateUnbounded<ShardReport>(new UnboundedChannelOptions { SingleReader = true });
        var merger = new ReportMerger();
        var chain = new SinkChain(sinks);
        var watch = new ThresholdWatch(Plan);
        using var abort = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, abort.Token);
        var delivery = DeliverAsync(reports.Reader, merger, chain, watch, abort);
        var fault = await _shard.RunAsync(
            reports.Writer, sinks.Select(sink => sink.Tap).FirstOrDefault(tap => tap is not null), ending.Token, abort.Token);
        var last = await delivery;
        var result = ResultBuilder.Build(merger, new RunFacts
        {
            Id = Id,
            Plan = Plan.WithoutSecrets(),
            Outcome = last?.Outcome ?? RunOutcome.Failed,
            Started = last?.Origin ?? started,
            Ended = last?.Time ?? DateTimeOffset.UtcNow,
            PublishDuration = last?.PublishDuration ?? TimeSpan.Zero,
            Endpoint = _shard.EndpointText,
            PeakOnline = last?.PeakOnline ?? 0,
            NeverConnected = last?.NeverConnected,
            Fault = fault is null ? null : RunFault.Of(fault),
        }, watch: watch);
        result = fault is null && judge is not null ? await judge(result) : result;
        result = await chain.CompleteAsync(result);
        return fault is null ? result : throw (fault is LoadException ? fault : new InvalidOperationException(fault.Message, fault));
    }

    /// <summary>An ID for a new test: the time in UTC and four random characters, so that IDs sort by time.</summary>
    public static string NewId()
    {
        const string letters = "abcdefghjkmnpqrstuvwxyz23456789";
        return DateTime.UtcNow.ToString("yyyyMMdd-HHmmss-", CultureInfo.InvariantCulture) + RandomNumberGenerator.GetString(letters, 4);
    }

    /// <returns>The last report; null if there was none.</returns>
    private static async Task<ShardReport?> DeliverAsync(
        ChannelReader<ShardReport> reports, ReportMerger merger, SinkChain sinks, ThresholdWatch watch, CancellationTokenSource abort)
    {
        ShardReport? last = null;
        await foreach (var report in reports.ReadAllAsync())
        {
            foreach (var slice in report.Slices)
            {
                if (watch.Add(slice))
                {
                    await abort.CancelAsync();
                }
            }

            // The result is made from totals. Slices are for the sinks: kept here, they would grow with the length of the test.
            last = report with { Slices = [] };
            merger.Add(last);
            await sinks.WriteAsync(report);
        }

        return last;
    }
}
