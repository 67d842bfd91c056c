using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Broker;
using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Devices.Connecting;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Running;

/// <summary>
/// A test from its plan to its result: plan → shard worker → reports → sinks and merger → result. Everything that can be
/// found wrong beforehand is found in <see cref="Prepare"/>.
/// </summary>
public sealed class LoadTest
{
    private readonly TlsMaterial _tls;
    private readonly IReadOnlyList<EndpointAddress> _endpoints;
    private readonly MessagePayload _payload;
    private readonly PayloadColumns? _columns;
    private readonly LoadAuthentication _authentication;
    private volatile ShardWorker? _worker;
    private int _started;

    private LoadTest(
        string id, LoadPlan plan, TlsMaterial tls, IReadOnlyList<EndpointAddress> endpoints, PayloadColumns? columns, MessagePayload payload, LoadAuthentication authentication)
    {
        Id = id;
        Plan = plan;
        _tls = tls;
        _endpoints = endpoints;
        _columns = columns;
        _payload = payload;
        _authentication = authentication;
    }

    /// <summary>The run's ID: its start in UTC and four random characters, so that IDs sort by time.</summary>
    public string Id { get; }

    /// <summary>The plan, with the seed drawn.</summary>
    public LoadPlan Plan { get; }

    /// <summary>How the run stands.</summary>
    public LoadProgress Progress => _worker?.Progress ?? new LoadProgress { Totals = new Counters(), Connections = Plan.Connections };

    /// <summary>Checks the plan, reads its files, resolves its hosts and asks the machine for its limits; starts nothing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="authentication">How requests are signed, which no plan says; null where they are not.</param>
    /// <exception cref="LoadException">Something in the plan is wrong.</exception>
    public static LoadTest Prepare(LoadPlan plan, LoadAuthentication? authentication = null)
    {
        PlanCheck.Check(plan);
        MachineLimits.Check(plan);
        if (plan.Seed == 0)
        {
            plan = plan with { Seed = RandomNumberGenerator.GetInt32(1, int.MaxValue) };
        }

        var id = NewId();
        foreach (var expression in plan.Thresholds)
        {
            Threshold.Parse(expression);
        }

        var columns = plan.Payload.CsvFile is null ? null : PayloadColumns.Read(plan.Payload.CsvFile);
        var payload = MessagePayload.Create(plan.Payload, columns);
        PatternCheck.Check(plan, id, columns);
        var endpoints = EndpointResolver.Resolve(plan);
        LocalAddresses.Check(plan.LocalAddresses, endpoints.Count > 0 ? endpoints : [EmbeddedBroker.Place]);
        return new LoadTest(id, plan, TlsMaterial.Load(plan.Tls), endpoints, columns, payload, authentication ?? new LoadAuthentication());
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
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new LoadException("AlreadyRun", LoadErrorKind.InvalidState, $"The test {Id} has run already.", "Prepare the plan again: each run has an ID of its own.", Id);
        }

        using var tls = _tls;
        await using var broker = Plan.Endpoints.Count == 0 ? await EmbeddedBroker.StartAsync() : null;
        var targets = broker is null ? _endpoints : [EndpointResolver.Resolve(Plan with { Endpoints = [broker.Endpoint] })[0]];
        var clock = new RunClock();
        var contexts = new MessageContextSource(Plan, Id, clock.OriginUnixNanoseconds, _columns);
        using var setup = new DeviceSetup(
            Plan, clock, new Connector(Plan, tls, targets, _authentication.WebSocket), contexts, _payload, _authentication.Http,
            sinks.Select(sink => sink.Tap).FirstOrDefault(tap => tap is not null));
        var reports = Channel.CreateUnbounded<ShardReport>(new UnboundedChannelOptions { SingleReader = true });
        var running = _worker = new ShardWorker(Id, Plan, setup, reports.Writer);
        var merger = new ReportMerger();
        var chain = new SinkChain(sinks);
        var delivery = DeliverAsync(reports.Reader, merger, chain);

        var outcome = RunOutcome.Completed;
        Exception? fault = null;
        try
        {
            await running.RunAsync(stop);
            if (stop.IsCancellationRequested && running.PublishDuration < Plan.Duration)
            {
                outcome = RunOutcome.Stopped;
            }
        }
        catch (Exception exception)
        {
            // What was measured until here is delivered before the fault goes on to the caller.
            outcome = RunOutcome.Failed;
            fault = exception;
        }

        await delivery;
        var result = ResultBuilder.Build(merger, new RunFacts
        {
            Id = Id,
            Plan = Plan.WithoutSecrets(),
            Outcome = outcome,
            Started = clock.Origin,
            Ended = clock.Origin + clock.Elapsed,
            PublishDuration = running.PublishDuration,
            Endpoint = broker is null ? string.Join(", ", _endpoints.Select(endpoint => endpoint.Text)) : $"embedded broker ({broker.Endpoint.Authority})",
            PeakOnline = running.PeakOnline,
            NeverConnected = running.NeverConnected,
            Fault = fault is null ? null : RunFault.Of(fault),
        });
        result = await chain.CompleteAsync(result);
        return fault is null ? result : throw (fault is LoadException ? fault : new InvalidOperationException(fault.Message, fault));
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

    private static string NewId()
    {
        const string letters = "abcdefghjkmnpqrstuvwxyz23456789";
        return DateTime.UtcNow.ToString("yyyyMMdd-HHmmss-", CultureInfo.InvariantCulture) + RandomNumberGenerator.GetString(letters, 4);
    }
}
