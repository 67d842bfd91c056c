using System.Text.Json;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Function.Tests;

/// <summary>Events, and what a coordinator does with what comes of them.</summary>
internal static class Events
{
    public static LoadPlan Plan(Uri endpoint, int devices, double rate, double seconds) => new()
    {
        Endpoints = [endpoint],
        Protocol = endpoint.Scheme is "ws" or "wss" ? LoadProtocol.MqttWebSocket : LoadProtocol.Mqtt,
        Devices = new DevicePlan { Count = devices },
        Stages = [new LoadStage(rate, rate, TimeSpan.FromSeconds(seconds))],
        DrainTime = TimeSpan.FromSeconds(2),
        Seed = 3,
    };

    /// <summary>Shards that begin at once.</summary>
    public static IReadOnlyList<ShardPlan> Split(LoadPlan plan, int shards) => plan.Split(shards, LoadTest.NewId());

    public static FunctionEvent Of(ShardPlan shard, Uri control) => new()
    {
        Shard = shard,
        Control = new ControlEndpoint { Endpoint = control },
        ReportInterval = TimeSpan.FromSeconds(1),
    };

    public static string Json(FunctionEvent given) => JsonSerializer.Serialize(given, ControlJson.Default.FunctionEvent);

    public static async Task<RunControl> ListenAsync(Uri control, string runId, int shards = 1)
    {
        var listener = await RunControl.OpenAsync(new ControlEndpoint { Endpoint = control }, runId, shards, new AwsConnection(),
            TestContext.Current.CancellationToken);
        Assert.True(await listener.WaitReadyAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken), listener.Fault);
        return listener;
    }

    /// <summary>Reads reports until each shard has sent its last.</summary>
    public static async Task<IReadOnlyList<ShardReport>> ToEndAsync(RunControl listener, int shards = 1)
    {
        var reports = new List<ShardReport>();
        await foreach (var report in listener.Reports.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            reports.Add(report);
            if (reports.Where(each => each.Final).Select(each => each.Shard).Distinct().Count() == shards)
            {
                break;
            }
        }

        return reports;
    }

    /// <summary>Reads reports until one says that its shard is publishing.</summary>
    /// <returns>Those it read.</returns>
    public static async Task<IReadOnlyList<ShardReport>> RunningAsync(RunControl listener)
    {
        var reports = new List<ShardReport>();
        await foreach (var report in listener.Reports.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            reports.Add(report);
            if (report.Phase == RunPhase.Running)
            {
                break;
            }
        }

        return reports;
    }

    public static LoadResult Merge(IEnumerable<ShardReport> reports, IReadOnlyList<ShardPlan> shards)
    {
        var merger = new ReportMerger();
        foreach (var report in reports)
        {
            merger.Add(report);
        }

        return ResultBuilder.Build(
            merger, new RunFacts
            {
                Id = shards[0].RunId,
                Plan = shards[0].Plan,
                Outcome = RunOutcome.Completed,
                Started = merger.Origin,
                Ended = DateTimeOffset.UtcNow
            }, shards);
    }
}
