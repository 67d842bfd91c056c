using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Broker;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Schedule;
using IoTLoad.Engine.Sharding;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Running;

/// <summary>
/// A test from its plan to its result: plan → shard worker → reports → sinks and merger → result. A test on this machine is
/// shard 0 of 1; of a test on many, this runs one shard, and whoever split the plan merges the reports. Everything that can be
/// found wrong beforehand is found in <see cref="Prepare"/>.
/// </summary>
public sealed class LoadTest : ILoadRun
{
    private readonly TlsMaterial _tls;
    private readonly IReadOnlyList<EndpointAddress> _endpoints;
    private readonly MessagePayload _payload;
    private readonly PayloadColumns? _columns;
    private readonly LoadAuthentication _authentication;
    private volatile ShardReporter? _reporter;
    private int _started;

    private LoadTest(
        ShardPlan shard, TlsMaterial tls, IReadOnlyList<EndpointAddress> endpoints, PayloadColumns? columns, MessagePayload payload, LoadAuthentication authentication)
    {
        Shard = shard;
        _tls = tls;
        _endpoints = endpoints;
        _columns = columns;
        _payload = payload;
        _authentication = authentication;
    }

    /// <summary>The run's ID: its start in UTC and four random characters, so that IDs sort by time.</summary>
    public string Id => Shard.RunId;

    /// <summary>The plan, with the seed drawn.</summary>
    public LoadPlan Plan => Shard.Plan;

    /// <summary>Which part of the plan this runs.</summary>
    public ShardPlan Shard { get; }

    /// <summary>How the run stands.</summary>
    public LoadProgress Progress => _reporter?.Progress ?? new LoadProgress { Totals = new Counters(), Connections = Shard.Connections };

    private string EndpointText => string.Join(", ", _endpoints.Select(endpoint => endpoint.Text));

    /// <summary>Checks the plan, reads its files, resolves its hosts and asks the machine for its limits; starts nothing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="authentication">How requests are signed, which no plan says; null where they are not.</param>
    /// <exception cref="LoadException">Something in the plan is wrong.</exception>
    public static LoadTest Prepare(LoadPlan plan, LoadAuthentication? authentication = null)
    {
        PlanCheck.Check(plan);
        var seeded = plan.Seed != 0 ? plan : plan with { Seed = RandomNumberGenerator.GetInt32(1, int.MaxValue) };
        return PrepareShard(new ShardPlan { RunId = NewId(), Plan = seeded }, authentication);
    }

    /// <summary>As <see cref="Prepare"/>, for one shard of a plan.</summary>
    /// <param name="shard">The shard, from <see cref="LoadPlanSplit.Split"/>.</param>
    /// <param name="authentication">How requests are signed; null where they are not.</param>
    /// <exception cref="LoadException">InvalidShard, or something in the plan is wrong.</exception>
    public static LoadTest PrepareShard(ShardPlan shard, LoadAuthentication? authentication = null)
    {
        ArgumentNullException.ThrowIfNull(shard);
        var plan = shard.Plan;
        PlanCheck.Check(plan);
        if (string.IsNullOrEmpty(shard.RunId) || shard.Shards < 1 || shard.Shards > plan.Devices.Count || shard.Shard < 0 || shard.Shard >= shard.Shards || shard.Wave < 0)
        {
            throw InvalidShard(shard, $"There is no shard {shard.Shard} of {shard.Shards} of {plan.Devices.Count} devices.");
        }

        if (shard.From < TimeSpan.Zero || shard.Duration <= TimeSpan.Zero || shard.SettleTime < TimeSpan.Zero)
        {
            throw InvalidShard(shard, $"The shard's schedule would run from {shard.From} to {shard.From + shard.Duration}.");
        }

        // The seed decides who sends what when: shards that each drew their own would not fit together.
        if (plan.Seed == 0 || (shard.Shards > 1 && plan.Endpoints.Count == 0))
        {
            throw InvalidShard(shard, $"A shard's plan has its seed drawn, and an endpoint.");
        }

        MachineLimits.Check(shard);
        foreach (var expression in plan.Thresholds)
        {
            Threshold.Parse(expression);
        }

        var columns = plan.Payload.CsvFile is null ? null : PayloadColumns.Read(plan.Payload.CsvFile);
        var payload = MessagePayload.Create(plan.Payload, plan.Protocol, columns);
        PatternCheck.Check(shard, columns);
        var endpoints = EndpointResolver.Resolve(plan);
        LocalAddresses.Check(plan.LocalAddresses, endpoints.Count > 0 ? endpoints : [EmbeddedBroker.Place]);
        return new LoadTest(shard, TlsMaterial.Load(plan.Tls), endpoints, columns, payload, authentication ?? new LoadAuthentication());
    }

    /// <summary>
    /// Runs to the end, or until <paramref name="stop"/>; a stopped test still drains, disconnects and has a result. Sinks get
    /// each report, and at last the result; they are not disposed.
    /// </summary>
    /// <exception cref="LoadException">
    /// AlreadyRun, or the reason for which no device could come online; the sinks have a result of outcome Failed then.
    /// </exception>
    public async Task<LoadResult> RunAsync(IReadOnlyList<IReportSink> sinks, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        Begin();
        await using var broker = Plan.Endpoints.Count == 0 ? await EmbeddedBroker.StartAsync() : null;
        var clock = new RunClock();
        var reports = Channel.CreateUnbounded<ShardReport>(new UnboundedChannelOptions { SingleReader = true });
        var merger = new ReportMerger();
        var chain = new SinkChain(sinks);
        var delivery = DeliverAsync(reports.Reader, merger, chain);
        var tap = sinks.Select(sink => sink.Tap).FirstOrDefault(tap => tap is not null);
        var (ran, fault) = await WorkAsync(broker, clock, reports.Writer, tap, stop);
        await delivery;
        var result = ResultBuilder.Build(merger, new RunFacts
        {
            Id = Id,
            Plan = Plan.WithoutSecrets(),
            Outcome = ran.Outcome ?? RunOutcome.Failed,
            Started = clock.Origin,
            Ended = clock.Origin + clock.Elapsed,
            PublishDuration = ran.PublishDuration,
            Endpoint = broker is null ? EndpointText : $"embedded broker ({broker.Endpoint.Authority})",
            PeakOnline = ran.PeakOnline,
            NeverConnected = ran.NeverConnected,
            Fault = fault is null ? null : RunFault.Of(fault),
        });
        result = await chain.CompleteAsync(result);
        return fault is null ? result : throw (fault is LoadException ? fault : new InvalidOperationException(fault.Message, fault));
    }

    /// <summary>
    /// Runs the shard to the end, or until <paramref name="stop"/>. Each second's report goes to <paramref name="reports"/>, which is
    /// completed after the last; the last says how the shard ended, if need be with the fault that ended it.
    /// </summary>
    /// <param name="reports">Takes the reports; one that has no room loses them.</param>
    /// <param name="stop">Ends the schedule; the shard still drains and disconnects.</param>
    /// <param name="tap">Is told of single messages; null where nobody wants to know.</param>
    /// <exception cref="LoadException">AlreadyRun.</exception>
    public async Task RunShardAsync(ChannelWriter<ShardReport> reports, CancellationToken stop, IMessageTap? tap = null)
    {
        ArgumentNullException.ThrowIfNull(reports);
        Begin();
        try
        {
            await using var broker = Plan.Endpoints.Count == 0 ? await EmbeddedBroker.StartAsync() : null;
            await WorkAsync(broker, new RunClock(), reports, tap, stop);
        }
        finally
        {
            reports.TryComplete();
        }
    }

    /// <summary>A new run's ID: the time in UTC and four random characters, so that IDs sort by time.</summary>
    public static string NewId()
    {
        const string letters = "abcdefghjkmnpqrstuvwxyz23456789";
        return DateTime.UtcNow.ToString("yyyyMMdd-HHmmss-", CultureInfo.InvariantCulture) + RandomNumberGenerator.GetString(letters, 4);
    }

    private void Begin()
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new LoadException("AlreadyRun", LoadErrorKind.InvalidState, $"The test {Id} has run already.", "Prepare the plan again: each run has an ID of its own.", Id);
        }
    }

    /// <summary>Runs the worker. What it measured is reported whatever becomes of it, so that a fault is returned rather than thrown.</summary>
    private async Task<(ShardReporter Ran, Exception? Fault)> WorkAsync(
        EmbeddedBroker? broker, RunClock clock, ChannelWriter<ShardReport> reports, IMessageTap? tap, CancellationToken stop)
    {
        using var tls = _tls;
        var targets = broker is null ? _endpoints : [EndpointResolver.Resolve(Plan with { Endpoints = [broker.Endpoint] })[0]];
        var contexts = new MessageContextSource(Shard, clock.OriginUnixNanoseconds, _columns);
        using var setup = new DeviceSetup(
            Shard, clock, new Connector(Plan, tls, targets, _authentication.WebSocket), contexts, _payload, _authentication.Http, tap);
        var worker = new ShardWorker(setup, reports);
        _reporter = worker.Reporter;
        try
        {
            await worker.RunAsync(stop);
            return (worker.Reporter, null);
        }
        catch (Exception exception)
        {
            return (worker.Reporter, exception);
        }
    }

    private static async Task DeliverAsync(ChannelReader<ShardReport> reports, ReportMerger merger, SinkChain sinks)
    {
        await foreach (var report in reports.ReadAllAsync())
        {
            // The result is made from totals. Slices are for the sinks: kept here, they would grow with the length of the test.
            merger.Add(report with { Slices = [] });
            await sinks.WriteAsync(report);
        }
    }

    private static LoadException InvalidShard(ShardPlan shard, FormattableString message) =>
        new("InvalidShard", LoadErrorKind.InvalidInput, message.ToString(CultureInfo.InvariantCulture), "Split the plan again: a shard's plan is not for writing by hand.", shard.Shard);
}
