using System.Globalization;
using System.Text.Json;
using Amazon.IotData;
using Amazon.Lambda;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Deployment;
using IoTLoad.Aws.Devices;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Fanout;

/// <summary>Starts shards: by an invocation each, or by trigger messages.</summary>
internal sealed class ShardStarter(AwsConnection connection, FanoutOptions options, DeployedFunction function, LoadPlan plan)
{
    /// <summary>Largest event: under Lambda's 256 KiB for asynchronous invocations.</summary>
    public const int MaxEvent = 200_000;

    /// <summary>Largest message of AWS IoT Core.</summary>
    private const int MaxMessage = 128 * 1024;

    private const int Parallel = 32;
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Starts shards, again and again where AWS throttles, until <paramref name="until"/>.</summary>
    /// <returns>The shards that could not be started, with the reason.</returns>
    public async Task<IReadOnlyList<(ShardPlan Shard, LoadException Fault)>> StartAsync(
        IReadOnlyList<ShardPlan> shards, DateTimeOffset until, CancellationToken cancellation)
    {
        if (options.Trigger == FanoutTrigger.Rule && shards.Count > 1)
        {
            await TriggerAsync(shards, cancellation);
            return [];
        }

        List<(ShardPlan, LoadException)> faults = [];
        var credentials = await connection.ResolveCredentialsAsync(cancellation);
        using var lambda = new AmazonLambdaClient(credentials, connection.Configure(new AmazonLambdaConfig { MaxErrorRetry = 2 }));
        await System.Threading.Tasks.Parallel.ForEachAsync(shards, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation }, async (shard, stop) =>
        {
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

    /// <summary>The event of a shard.</summary>
    /// <exception cref="LoadException">EventTooLarge.</exception>
    public byte[] EventOf(ShardPlan shard, int? trigger = null)
    {
        var control = options.Control ?? ControlEndpoint.Of(plan);
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new FunctionEvent
            {
                Type = trigger is null ? null : FunctionEvent.TriggerType,
                TriggerNo = trigger,
                Rules = Math.Max(1, function.TriggerRules),
                Shard = shard with { Plan = WithoutFiles(shard.Plan) },
                Control = control with { Tls = WithoutFiles(control.Tls) },
                Secrets = options.Secrets,
                AlwaysSign = options.AlwaysSign,
                ReportInterval = options.ReportInterval,
            },
            ControlJson.Default.FunctionEvent);
        var limit = trigger is null ? MaxEvent : MaxMessage;
        return json.Length <= limit ? json : throw new LoadException(
            "EventTooLarge", LoadErrorKind.InvalidInput, string.Create(CultureInfo.InvariantCulture, $"The plan comes to an event of {json.Length:N0} bytes; {limit:N0} is the most."),
            trigger is null ? "Use a shorter payload template." : "Use a shorter payload template, or -Trigger Invoke.", plan.Name);
    }

    // Files are of this machine; what a function needs of them it has from the parameters that the event names.
    internal static LoadPlan WithoutFiles(LoadPlan plan) => plan with { Tls = WithoutFiles(plan.Tls), LocalAddresses = [] };

    private static TlsPlan WithoutFiles(TlsPlan tls) => tls with { CaFile = null, CertificateFile = null, KeyFile = null, PfxFile = null };

    private async Task<LoadException?> InvokeAsync(AmazonLambdaClient lambda, ShardPlan shard, DateTimeOffset until, CancellationToken cancellation)
    {
        for (var delay = ShortestDelay; ; delay *= 2)
        {
            try
            {
                await lambda.InvokeAsync(
                    new() { FunctionName = options.FunctionName, InvocationType = InvocationType.Event, PayloadStream = new MemoryStream(EventOf(shard)) }, cancellation);
                return null;
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                var fault = AwsFault.From(exception, new AwsCall("lambda", "Invoke", function.Arn), function.Region);
                var retry = fault.ErrorId is "AwsThrottled" or "AwsServiceFailed" or "AwsUnreachable" or "AwsConflict";
                var pause = delay * (0.5 + Random.Shared.NextDouble());
                if (!retry || DateTimeOffset.UtcNow + pause > until)
                {
                    return fault;
                }

                await Task.Delay(pause, cancellation);
            }
        }
    }

    private async Task TriggerAsync(IReadOnlyList<ShardPlan> shards, CancellationToken cancellation)
    {
        var triggers = shards.Count / function.TriggerRules;
        var begin = DateTimeOffset.UtcNow;
        var credentials = await connection.ResolveCredentialsAsync(cancellation);
        using var data = new AmazonIotDataClient(credentials, await ConfigAsync(cancellation));
        for (var trigger = 0; trigger < triggers; trigger++)
        {
            if (options.TriggerRate is { } rate && begin + TimeSpan.FromSeconds(trigger / rate) - DateTimeOffset.UtcNow is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellation);
            }

            try
            {
                await data.PublishAsync(new() { Topic = function.TriggerTopic, Qos = 1, Payload = new MemoryStream(EventOf(shards[0], trigger)) }, cancellation);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                throw AwsFault.From(exception, new AwsCall("iot", "Publish", function.TriggerTopic), function.Region);
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
