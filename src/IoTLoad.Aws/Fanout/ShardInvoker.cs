using System.Text;
using System.Text.Json;
using Amazon.Lambda;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Deployment;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;

namespace IoTLoad.Aws.Fanout;

/// <summary>Invokes a function for one shard, and waits for its answer.</summary>
public static class ShardInvoker
{
    /// <summary>A little longer than a function may run.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(16);

    /// <summary>The event of a shard that begins at once.</summary>
    /// <exception cref="LoadException">EndpointNeeded, InvalidShards, or what is wrong with the plan.</exception>
    public static string EventOf(LoadPlan plan, int shard, int shards, bool alwaysSign)
    {
        var options = new FanoutOptions { FunctionName = "", Workers = shards };
        FanoutCheck.Check(plan, options);
        var parts = plan.Split(shards, LoadTest.NewId());
        FanoutCheck.CheckConnections(parts, plan, options);
        if (shard < 0 || shard >= shards)
        {
            throw LoadException.InvalidInput(
                "InvalidShards", $"There is no shard {shard} of {shards}.", $"Write -Shard as 0 to {shards - 1}.", shard);
        }

        return JsonSerializer.Serialize(
            new FunctionEvent
            {
                Shard = parts[shard] with { Plan = ShardStarter.WithoutFiles(parts[shard].Plan) },
                Control = ControlEndpoint.Of(ShardStarter.WithoutFiles(plan)),
                AlwaysSign = alwaysSign,
                Collected = false,
            },
            ControlJson.Default.FunctionEvent);
    }

    /// <summary>Invokes the function.</summary>
    /// <exception cref="LoadException">InvalidFunctionName, InvalidEvent, or what AWS refuses; that the function failed is in the
    /// result.</exception>
    public static async Task<ShardInvocationResult> InvokeAsync(AwsConnection connection, string functionName, string json,
        CancellationToken cancellation)
    {
        FunctionNames.CheckName(functionName);
        CheckEvent(json);
        var credentials = await connection.ResolveCredentialsAsync(cancellation);
        using var lambda = new AmazonLambdaClient(credentials,
            connection.Configure(new AmazonLambdaConfig { Timeout = Longest, MaxErrorRetry = 0 }));
        var answer = await new AwsCall("lambda", "Invoke", functionName).RunAsync(() => lambda.InvokeAsync(new()
        {
            FunctionName = functionName,
            InvocationType = InvocationType.RequestResponse,
            LogType = LogType.Tail,
            Payload = json,
        }, cancellation), connection.RegionName, cancellation);
        var payload = answer.Payload is null ? "" : Encoding.UTF8.GetString(answer.Payload.ToArray());
        return new ShardInvocationResult
        {
            FunctionName = functionName,
            Payload = payload,
            Report = answer.FunctionError is null ? Read(payload) : null,
            Error = answer.FunctionError is null ? null : payload,
            Log = answer.LogResult is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(answer.LogResult)),
        };
    }

    private static void CheckEvent(string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object)
            {
                return;
            }

            throw Invalid($"it is {parsed.RootElement.ValueKind}, and not an object", null);
        }
        catch (JsonException exception)
        {
            throw Invalid(exception.Message.TrimEnd('.'), exception);
        }

        LoadException Invalid(string what, Exception? inner) => LoadException.InvalidInput(
            "InvalidEvent", $"The event is not what a function is invoked with: {what}.",
            "Write -Event as an object of JSON, or give -Plan, -Shard and -Shards.", json, inner);
    }

    private static ShardReport? Read(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, EngineJson.Default.ShardReport);
        }
        catch (JsonException)
        {
            // Another function's answer; it is in the result as it came.
            return null;
        }
    }
}

/// <summary>What a function answered that was invoked once.</summary>
public sealed record ShardInvocationResult
{
    /// <inheritdoc/>
    public override string ToString() => FunctionName;

    /// <summary>Name of the function.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The shard's last report; null where the function failed, or answered something else.</summary>
    public ShardReport? Report { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The answer, as it came.</summary>
    public string Payload { get; init; } = "";

    /// <summary>The last lines of its log, up to 4 KiB.</summary>
    public string Log { get; init; } = "";
}
