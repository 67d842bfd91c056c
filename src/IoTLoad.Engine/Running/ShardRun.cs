using System.Threading.Channels;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Broker;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Sockets;
using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Devices.Http;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;
using IoTLoad.Engine.Sharding;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Running;

/// <summary>
/// One shard of a test, prepared: files read, hosts resolved. A test on this machine is shard 0 of 1; on many machines, each runs
/// its own, and whoever split the plan merges the reports.
/// </summary>
public sealed class ShardRun
{
    private readonly TlsMaterial _tls;
    private readonly IReadOnlyList<EndpointAddress> _endpoints;
    private readonly MessagePayload _payload;
    private readonly PayloadColumns? _columns;
    private readonly LoadAuthentication _authentication;
    private WarmUp? _warmUp;
    private volatile ShardReporter? _reporter;
    private int _started;

    private ShardRun(
        ShardPlan shard, TlsMaterial tls, IReadOnlyList<EndpointAddress> endpoints, PayloadColumns? columns, MessagePayload payload,
        LoadAuthentication authentication)
    {
        Shard = shard;
        _tls = tls;
        _endpoints = endpoints;
        _columns = columns;
        _payload = payload;
        _authentication = authentication;
        EndpointText = string.Join(", ", endpoints.Select(endpoint => endpoint.Text));
    }

    /// <summary>Which part of the plan this runs.</summary>
    public ShardPlan Shard { get; }

    /// <summary>The shard's current state.</summary>
    public LoadProgress Progress => _reporter?.Progress ?? new LoadProgress { Totals = new Counters(), Connections = Shard.Connections };

    /// <summary>Where the devices connect to.</summary>
    internal string EndpointText { get; private set; }

    /// <summary>Checks a shard's plan, reads its files, resolves its hosts and asks the machine for its limits; starts nothing.</summary>
    /// <param name="shard">The shard, from <see cref="LoadPlanSplit.Split"/>.</param>
    /// <param name="authentication">How requests are signed; null if they are not.</param>
    /// <exception cref="LoadException">InvalidShard, or something in the plan is wrong.</exception>
    public static ShardRun Prepare(ShardPlan shard, LoadAuthentication? authentication = null)
    {
        ArgumentNullException.ThrowIfNull(shard);
        // A plan's JSON, by which a shard may have come, does not say which scenario's it is.
        var plan = DeviceInventory.Resolve(shard.Plan) with { Scenario = shard.Scenario };
        shard = shard with { Plan = plan };
        PlanCheck.Check(plan);
        if (string.IsNullOrEmpty(shard.RunId) || shard.Shards < 1 || shard.Shards > plan.Devices.Count
            || shard.Shard < 0 || shard.Shard >= shard.Shards || shard.Wave < 0)
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
            throw InvalidShard(shard, $"A shard's plan must have a seed and an endpoint.");
        }

        MachineLimits.Check(shard);
        Threshold.Check(plan);

        var columns = PayloadColumns.Of(plan);
        var payload = MessagePayload.Create(plan.Payload, plan.Protocol, columns);
        PatternCheck.Check(shard, columns);
        var endpoints = EndpointResolver.Resolve(plan);
        LocalAddresses.Check(plan.LocalAddresses, endpoints.Count > 0 ? endpoints : [EmbeddedBroker.Place]);
        return new ShardRun(shard, TlsMaterial.Load(plan), endpoints, columns, payload, authentication ?? new LoadAuthentication());
    }

    /// <summary>
    /// Runs the shard to the end, or until <paramref name="stop"/>. Each second's report goes to <paramref name="reports"/>, which is
    /// completed after the last; the last says how the shard ended.
    /// </summary>
    /// <param name="reports">Takes the reports; a report that finds no room is dropped.</param>
    /// <param name="tap">Called for each connection and message; null if nothing listens.</param>
    /// <param name="stop">Ends the schedule; the shard still drains and disconnects.</param>
    /// <param name="abort">Ends the drain at once, too; give it together with <paramref name="stop"/>.</param>
    /// <returns>
    /// What ended the shard early, which the last report has too; null if nothing did. It is returned, not thrown, because what was
    /// measured before it counts.
    /// </returns>
    /// <exception cref="LoadException">AlreadyRun.</exception>
    public async Task<Exception?> RunAsync(ChannelWriter<ShardReport> reports, IMessageTap? tap, CancellationToken stop,
        CancellationToken abort = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        MachineLimits.MakeRoom(Shard.Plan, Shard.Connections);
        await WarmUpAsync(stop);
        await using var broker = Shard.Plan.Endpoints.Count == 0 ? await EmbeddedBroker.StartAsync() : null;
        return await RunAsync(new RunScene(new RunClock(), broker?.Endpoint, new ProcessUsage()), reports, tap, stop, abort);
    }

    /// <summary>Warms the process up for this shard, if no test of its kind has run in it yet.</summary>
    internal async Task WarmUpAsync(CancellationToken stop) =>
        _warmUp ??= await WarmUp.RunAsync(Shard, _authentication, (work, end) => WorkAsync(work, end, default), stop);

    /// <summary>Frees what a shard holds that will not run.</summary>
    internal void Discard() => _tls.Dispose();

    /// <summary>Runs the shard beside others in this process.</summary>
    internal async Task<Exception?> RunAsync(
        RunScene scene, ChannelWriter<ShardReport> reports, IMessageTap? tap, CancellationToken stop, CancellationToken abort)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new LoadException(
                "AlreadyRun", LoadErrorKind.InvalidState, $"The test {Shard.RunId} has run already.",
                "Prepare the plan again: each test has its own ID.", Shard.RunId);
        }

        var plan = Shard.Plan;
        try
        {
            using var tls = _tls;
            var targets = _endpoints;
            if (scene.Broker is { } broker)
            {
                targets = [EndpointResolver.Resolve(plan with { Endpoints = [broker] })[0]];
                EndpointText = $"embedded broker ({broker.Authority})";
            }

            return await WorkAsync(
                new ShardWork(Shard, targets, reports)
                {
                    Scene = scene,
                    Tap = tap,
                    Prepared = worker =>
                    {
                        _reporter = worker.Reporter;
                        _tls.TellOfRenewals(worker.Note);
                        _warmUp?.TellOf(worker);
                    },
                },
                stop,
                abort);
        }
        finally
        {
            reports.TryComplete();
        }
    }

    private async Task<Exception?> WorkAsync(ShardWork work, CancellationToken stop, CancellationToken abort)
    {
        using var timers = new TimerResolution();
        var plan = work.Shard.Plan;
        var clock = work.Scene?.Clock ?? new RunClock();
        var contexts = new MessageContextSource(work.Shard, clock.OriginUnixNanoseconds, _columns);
        using var pollers = SocketPollers.Create();
        var connector = new Connector(plan, _tls, work.Targets, pollers, _authentication.WebSocket);
        var setup = new DeviceSetup(work.Shard, clock, connector, contexts, _payload, work.Tap);
        using var http = plan.Protocol == LoadProtocol.Http ? HttpTransport.Create(setup, _payload, _authentication.Http) : null;
        var worker = new ShardWorker(setup, http, work.Reports, work.Scene?.Usage ?? new ProcessUsage());
        work.Prepared?.Invoke(worker);
        return await worker.RunAsync(stop, abort);
    }

    private static LoadException InvalidShard(ShardPlan shard, InvariantText message) => new(
        "InvalidShard", LoadErrorKind.InvalidInput, message.Take(),
        "Split the plan again; do not write a shard's plan by hand.", shard.Shard);
}

/// <summary>What a worker runs: a shard, or its warm-up.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Targets">Where its devices connect to.</param>
/// <param name="Reports">Takes its reports.</param>
internal sealed record ShardWork(ShardPlan Shard, IReadOnlyList<EndpointAddress> Targets, ChannelWriter<ShardReport> Reports)
{
    /// <summary>What shards that run in this process share; null for a warm-up.</summary>
    public RunScene? Scene { get; init; }

    /// <summary>Called for each connection and message; null if nothing listens.</summary>
    public IMessageTap? Tap { get; init; }

    /// <summary>Called with the worker before it runs.</summary>
    public Action<ShardWorker>? Prepared { get; init; }
}

/// <summary>What the shards share that run in one process.</summary>
/// <param name="Clock">The clock that their seconds are counted by.</param>
/// <param name="Broker">The embedded broker; null if the plan names endpoints.</param>
/// <param name="Usage">What the process takes.</param>
internal sealed record RunScene(RunClock Clock, Uri? Broker, ProcessUsage Usage);
