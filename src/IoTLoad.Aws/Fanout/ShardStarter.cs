using System.Collections.Concurrent;
using System.Text.Json;
using Amazon.IotData;
using Amazon.Lambda;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Deployment;
using IoTLoad.Aws.Devices;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Aws.Fanout;

/// <summary>Starts shards: by an invocation each, or by trigger messages.</summary>
internal sealed class ShardStarter(AwsConnection connection, FanoutOptions options, DeployedFunction function, LoadPlan plan,
    TimeProvider clock)
{
    /// <summary>Largest event: under Lambda's 256 KiB for asynchronous invocations.</summary>
    public const int MaxEvent = 200_000;

    /// <summary>Largest message of AWS IoT Core.</summary>
    private const int MaxMessage = 128 * 1024;

    private const int Parallel = 32;
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<(int Shard, int Wave), bool> _begun = new();

    /// <summary>Whether anything was done that may have started a part.</summary>
    public bool HasBegun(ShardPlan part) => _begun.ContainsKey((part.Number, part.Wave));

    /// <summary>
    /// Starts shards, again and again where AWS throttles, until <paramref name="until"/>. A whole wave is started as the options say,
    /// and what is less by invocations: a trigger message starts a shard for each rule.
    /// </summary>
    /// <returns>The shards that could not be started, with the reason.</returns>
    public async Task<IReadOnlyList<(ShardPlan Shard, LoadException Fault)>> StartAsync(
        IReadOnlyList<ShardPlan> shards, DateTimeOffset until, CancellationToken cancellation)
    {
        if (options.Trigger == FanoutTrigger.Rule && shards.Count == shards[0].Shards)
        {
            return await TriggerAsync(shards, until, cancellation);
        }

        List<(ShardPlan, LoadException)> faults = [];
        var credentials = await connection.ResolveCredentialsAsync(cancellation);
        using var lambda = new AmazonLambdaClient(credentials, connection.Configure(new AmazonLambdaConfig { MaxErrorRetry = 2 }));
        await System.Threading.Tasks.Parallel.ForEachAsync(shards,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation }, async (shard, stop) =>
        {
            _begun[(shard.Number, shard.Wave)] = true;
            if (await InvokeAsync(lambda, shard, until, stop) is { } fault)
            {
                lock (faults)
                {
                    faults.Add((shard, fault));
                }
            }
        });
        return faults;
    }

    /// <exception cref="LoadException">EventTooLarge.</exception>
    public byte[] EventOf(ShardPlan shard) => EventOf(shard, null, null);

    /// <summary>The trigger message of a shard, and of those that other rules start with it.</summary>
    /// <exception cref="LoadException">EventTooLarge.</exception>
    public byte[] TriggerOf(ShardPlan shard, int trigger, string key) => EventOf(shard, trigger, key);

    /// <summary>Reads the key that signs trigger messages.</summary>
    /// <exception cref="LoadException">TriggerKeyMissing, or AWS refuses.</exception>
    public async Task<string> KeyAsync(CancellationToken cancellation)
    {
        var name = TriggerMessage.KeyOf(options.FunctionName);
        try
        {
            return (await new ParameterStore(connection).ReadAsync([name], cancellation))[name];
        }
        catch (LoadException missing) when (missing.ErrorId == "ParameterNotFound")
        {
            throw new LoadException(
                "TriggerKeyMissing", LoadErrorKind.InvalidState,
                $"The function {options.FunctionName} has no key to sign trigger messages with; an earlier version deployed it.",
                "Deploy it again with Publish-IoTLoadFunction and the same -TriggerRules, or start shards with -Trigger Invoke.",
                name, missing);
        }
    }

    private byte[] EventOf(ShardPlan shard, int? trigger, string? key)
    {
        var control = options.ControlOf(plan, connection);
        var given = new FunctionEvent
        {
            Type = trigger is null ? null : FunctionEvent.TriggerType,
            TriggerNo = trigger + 1,
            Rules = Math.Max(1, function.TriggerRules),
            Shard = shard with { Plan = WithoutFiles(shard.Plan) },
            Control = control with { Tls = WithoutFiles(control.Tls) },
            Secrets = options.Secrets,
            AlwaysSign = options.AlwaysSign,
            ReportInterval = options.ReportInterval,
            Points = options.Points,
        };
        var json = key is null ? JsonSerializer.SerializeToUtf8Bytes(given, ControlJson.Default.FunctionEvent)
            : TriggerMessage.Sign(given, key, clock.GetUtcNow());
        var limit = trigger is null ? MaxEvent : MaxMessage;
        return json.Length <= limit ? json : throw LoadException.InvalidInput(
            "EventTooLarge", $"The plan comes to an event of {json.Length:N0} bytes; {limit:N0} is the most.",
            trigger is null ? "Use a shorter payload template." : "Use a shorter payload template, or -Trigger Invoke.", plan.Name);
    }

    // Files are of this machine; what a function needs of them it has from the parameters that the event names.
    internal static LoadPlan WithoutFiles(LoadPlan plan) => plan with
    {
        Tls = WithoutFiles(plan.Tls),
        Devices = plan.Devices with { Identities = [], Inventory = null, InventoryGroup = null },
        LocalAddresses = [],
    };

    private static TlsPlan WithoutFiles(TlsPlan tls) => tls with { CaFile = null, CertificateFile = null, KeyFile = null, PfxFile = null };

    private Task<LoadException?> InvokeAsync(AmazonLambdaClient lambda, ShardPlan shard, DateTimeOffset until,
        CancellationToken cancellation) => TryAsync(
        () => lambda.InvokeAsync(
            new()
            {
                FunctionName = options.FunctionName,
                InvocationType = InvocationType.Event,
                PayloadStream = new MemoryStream(EventOf(shard))
            }, cancellation),
        new AwsCall("lambda", "Invoke", function.Arn), until, cancellation);

    private async Task<IReadOnlyList<(ShardPlan, LoadException)>> TriggerAsync(IReadOnlyList<ShardPlan> shards, DateTimeOffset until,
        CancellationToken cancellation)
    {
        List<(ShardPlan, LoadException)> faults = [];
        var begin = clock.GetUtcNow();
        var credentials = await connection.ResolveCredentialsAsync(cancellation);
        var key = await KeyAsync(cancellation);
        using var data = new AmazonIotDataClient(credentials, await ConfigAsync(cancellation));
        foreach (var (trigger, started) in shards.Chunk(function.TriggerRules).Index())
        {
            var due = begin + (options.TriggerRate is { } rate ? TimeSpan.FromSeconds(trigger / rate) : TimeSpan.Zero);
            if (due - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellation);
            }

            foreach (var shard in started)
            {
                _begun[(shard.Number, shard.Wave)] = true;
            }

            var fault = await TryAsync(
                () => data.PublishAsync(new()
                {
                    Topic = function.TriggerTopic,
                    Qos = 1,
                    Payload = new MemoryStream(TriggerOf(started[0], trigger, key))
                }, cancellation),
                new AwsCall("iot", "Publish", function.TriggerTopic), until + (due - begin), cancellation);
            if (fault is not null)
            {
                faults.AddRange(started.Select(shard => (shard, fault)));
            }
        }

        return faults;
    }

    private async Task<LoadException?> TryAsync(Func<Task> start, AwsCall call, DateTimeOffset until, CancellationToken cancellation)
    {
        for (var delay = ShortestDelay; ; delay *= 2)
        {
            try
            {
                await start();
                return null;
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                var fault = AwsFault.From(exception, call, function.Region);
                var retry = fault.ErrorId is "AwsThrottled" or "AwsServiceFailed" or "AwsUnreachable" or "AwsConflict";
                var pause = delay * (0.5 + Random.Shared.NextDouble());
                if (!retry || clock.GetUtcNow() + pause > until)
                {
                    return fault;
                }

                await Task.Delay(pause, cancellation);
            }
        }
    }

    private async Task<AmazonIotDataConfig> ConfigAsync(CancellationToken cancellation)
    {
        var config = connection.Configure(new AmazonIotDataConfig());
        if (string.IsNullOrEmpty(connection.EndpointUrl))
        {
            var region = connection.ResolveRegion().SystemName;
            config.ServiceURL = $"https://{(await AccountEndpoint.FindAsync(connection, "Data-ATS", cancellation)).Address}";
            config.AuthenticationRegion = region;
        }

        return config;
    }
}
