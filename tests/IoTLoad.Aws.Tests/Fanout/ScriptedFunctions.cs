using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Deployment;
using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.Tests.Control;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Fanout;

/// <summary>Functions that are a server, which keeps their events and answers for each with a last report.</summary>
internal sealed class ScriptedFunctions : IAsyncDisposable
{
    /// <summary>Taken, and nothing reported yet.</summary>
    public const int Silent = 202;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    private readonly Mosquitto _broker;
    private readonly AnswerServer _server;
    private ControlChannel? _reporter;
    private int _rules;

    private ScriptedFunctions(Mosquitto broker, Func<ConcurrentQueue<FunctionEvent>, int> answer)
    {
        _broker = broker;
        _server = new AnswerServer((_, body) =>
        {
            if (JsonNode.Parse(body) is JsonObject asked && asked.ContainsKey("Names"))
            {
                return (200, $$"""{"Parameters":[{"Name":"{{TriggerMessage.KeyOf("fan")}}","Value":"{{Key}}"}]}""");
            }

            var given = JsonSerializer.Deserialize(body, ControlJson.Default.FunctionEvent)!;
            given = given.SignedEvent is null ? given : TriggerMessage.Open(given, Key, DateTimeOffset.UtcNow);
            Events.Enqueue(given);
            var status = answer(Events);
            if (status == 200)
            {
                var first = (given.TriggerNo - 1) * _rules ?? given.Shard!.Shard;
                ReportAsync([.. Enumerable.Range(first, Math.Max(1, _rules)).Select(shard => given.Shard! with { Shard = shard })])
                    .GetAwaiter().GetResult();
            }

            var error = status == 429 ? "ThrottlingException" : "AccessDeniedException";
            return (status, status is 200 or Silent ? "" : $$"""{"__type":"{{error}}","message":"refused"}""");
        });
    }

    public ConcurrentQueue<FunctionEvent> Events { get; } = [];

    public static async Task<ScriptedFunctions> StartAsync(Func<ConcurrentQueue<FunctionEvent>, int> answer)
    {
        var functions = new ScriptedFunctions(await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false }), answer);
        functions._reporter = await ControlChannel.OpenAsync(new ControlEndpoint { Endpoint = functions._broker.Plain }, "functions",
            [], (_, _) => { }, new AwsConnection(), Cancel);
        Assert.True(await functions._reporter.WaitReadyAsync(TimeSpan.FromSeconds(20), Cancel));
        return functions;
    }

    public async Task ReportAsync(IEnumerable<ShardPlan> shards)
    {
        foreach (var shard in shards)
        {
            await ReportAsync(Reports.Last(shard));
        }
    }

    public async Task ReportAsync(ShardReport report) => Assert.True(await _reporter!.TryPublishAsync(
        ControlTopics.Shard(report.RunId, report.Shard, report.Wave),
        JsonSerializer.SerializeToUtf8Bytes(report, EngineJson.Default.ShardReport), retain: true, Cancel));

    public async Task PublishAsync(ShardReport place, string json) => Assert.True(await _reporter!.TryPublishAsync(
        ControlTopics.Shard(place.RunId, place.Shard, place.Wave), System.Text.Encoding.UTF8.GetBytes(json), retain: false, Cancel));

    public async Task StoppedAsync(string runId)
    {
        var told = new TaskCompletionSource();
        await using var shard = await ControlChannel.OpenAsync(
            new ControlEndpoint { Endpoint = _broker.Plain }, "stopped", [ControlTopics.Commands(runId)], (_, _) =>
                told.TrySetResult(), new AwsConnection(), Cancel);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(40), Cancel);
    }

    public async Task<FanoutCollector> RunAsync(
        LoadPlan plan, FanoutState state, int rules, bool resumed, CancellationToken stop, IReadOnlyList<IReportSink>? sinks = null)
    {
        _rules = rules;
        var connection = new AwsConnection
        {
            EndpointUrl = _server.Url.AbsoluteUri,
            Region = "eu-west-1",
            AccessKey = "AKIDEXAMPLE",
            SecretKey = "secret"
        };
        var function = new DeployedFunction
        {
            Name = "fan",
            Region = "eu-west-1",
            Arn = "arn:aws:lambda:eu-west-1:123456789012:function:fan",
            TriggerRules = rules,
            TriggerTopic = "loadtest/lambda/fan"
        };
        await using var control = await RunControl.OpenAsync(new ControlEndpoint { Endpoint = _broker.Plain }, state.RunId,
            state.Options.Workers, connection, Cancel);
        Assert.True(await control.WaitReadyAsync(TimeSpan.FromSeconds(20), Cancel), control.Fault);
        var schedule = new FanoutSchedule(plan, state);
        var collector = new FanoutCollector(
            control, schedule, state, new FanoutReports(plan, state.LongestWave), new SinkChain(sinks ?? []),
            new ShardStarter(connection, state.Options, function, plan, TimeProvider.System), TimeProvider.System);
        await collector.RunAsync(resumed, stop).WaitAsync(TimeSpan.FromSeconds(50), Cancel);
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        await _reporter!.DisposeAsync();
        await _broker.DisposeAsync();
    }
}
