using System.Diagnostics;
using System.Runtime;
using System.Threading.Channels;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine.Running;

/// <summary>
/// Before the first measured moment, runs a few devices of the plan against a peer in this process: the plan's own transport, payload and
/// signing. Otherwise the first test in a process would measure the runtime, which compiles and loads what it meets for the first time.
/// </summary>
internal sealed class WarmUp
{
    private const int Devices = 4;
    private const double Rate = 500;
    private const int MostRounds = 3;

    /// <summary>A round that had fewer methods compiled than this found the process warm.</summary>
    private const int FewMethods = 200;

    private static readonly TimeSpan RoundDuration = TimeSpan.FromMilliseconds(150);

    /// <summary>Shards that begin together at a set time do not wait for a warm-up; it has to be over by then.</summary>
    private static readonly TimeSpan TimeNeeded = TimeSpan.FromSeconds(3);

    private TimeSpan _took;
    private string? _note;

    private WarmUp()
    {
    }

    /// <summary>Warms up, unless this process has run such a plan before. What goes wrong is noted, and does not stop the test.</summary>
    /// <param name="shard">The shard that is to run.</param>
    /// <param name="authentication">How its requests are signed.</param>
    /// <param name="work">Runs a shard's devices.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task<WarmUp> RunAsync(
        ShardPlan shard, LoadAuthentication authentication, Func<ShardWork, CancellationToken, Task<Exception?>> work,
        CancellationToken stop)
    {
        var warmUp = new WarmUp();

        // Whether code is compiled is a fact of the process, so it is kept with the process.
        var kind = KindOf(shard.Plan, authentication);
        var late = shard.StartAt is { } at && at - DateTimeOffset.UtcNow < TimeNeeded;
        if (late || (AppContext.TryGetSwitch(kind, out var warm) && warm))
        {
            return warmUp;
        }

        AppContext.SetSwitch(kind, true);
        var start = Stopwatch.GetTimestamp();
        try
        {
            await using var peer = await WarmUpPeer.StartAsync(shard.Plan);
            var plan = PlanFor(shard.Plan, peer.Endpoint);
            var targets = EndpointResolver.Resolve(plan);
            for (var round = 0; round < MostRounds && !stop.IsCancellationRequested; round++)
            {
                var compiled = JitInfo.GetCompiledMethodCount();
                var reports = Channel.CreateUnbounded<ShardReport>();
                var fault = await work(
                    new ShardWork(new ShardPlan { RunId = shard.RunId, Plan = plan }, targets, reports.Writer), stop);
                warmUp._note ??= fault is null ? null : NoteOf(fault);
                if (fault is not null || JitInfo.GetCompiledMethodCount() - compiled < FewMethods)
                {
                    break;
                }
            }
        }
        catch (Exception exception)
        {
            // A machine that has no room for one more listener, say. The test itself then says so, if it matters to it.
            warmUp._note = NoteOf(exception);
        }

        warmUp._took = Stopwatch.GetElapsedTime(start);
        return warmUp;
    }

    /// <summary>Puts into the reports how long it took, and what went wrong.</summary>
    public void TellOf(ShardWorker worker)
    {
        worker.Reporter.WarmUp = _took;
        if (_note is not null)
        {
            worker.Note(_note);
        }
    }

    private static string NoteOf(Exception exception) =>
        $"The warm-up failed, so the first latencies may include the time that the runtime took to compile. {exception.Message}";

    private static string KindOf(LoadPlan plan, LoadAuthentication authentication) =>
        $"IoTLoad.WarmedUp.{plan.Protocol}.{WarmUpPeer.UsesTls(plan)}.{plan.Session.Version}.{plan.Traffic.QoS}.{plan.Traffic.Pattern}."
        + $"{plan.Payload.Kind}.{plan.Payload.Tracking}.{authentication.Http is not null}.{authentication.WebSocket is not null}";

    private static LoadPlan PlanFor(LoadPlan plan, Uri endpoint) => plan with
    {
        Endpoints = [endpoint],
        LocalAddresses = [],
        Devices = plan.Devices with { Count = Math.Min(Devices, plan.Devices.Count), ConnectRate = 1000, ChurnShare = 0 },
        Traffic = plan.Traffic with
        {
            Publishers = Math.Min(Devices, plan.Traffic.Publishers),
            Subscribers = Math.Min(Devices, plan.Traffic.Subscribers),
            Retain = false,
        },
        Tls = plan.Tls with { SkipCertificateCheck = WarmUpPeer.UsesTls(plan) },
        Session = plan.Session with { CleanSession = true, Will = null, ConnectTimeout = TimeSpan.FromSeconds(5) },
        Stages = [new LoadStage(Rate, Rate, RoundDuration)],
        DrainTime = TimeSpan.FromMilliseconds(500),
        Thresholds = [],
    };
}
