using System.Text.Json.Nodes;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>Asynchronous invocations are not repeated: a shard that failed would run again and send its load twice.</summary>
internal sealed class EventInvokePart(AwsCaller aws, string function) : DeploymentPart("EventInvokeConfig", function)
{
    /// <summary>How long an event may wait: a shard that starts later would only disturb another test.</summary>
    private const int MaximumAge = 300;

    public override string Document =>
        Documents.Of(new JsonObject { ["FunctionName"] = Name, ["MaximumRetryAttempts"] = 0, ["MaximumEventAgeInSeconds"] = MaximumAge });

    public override async Task<DeployedPart> InspectAsync(CancellationToken cancellation)
    {
        var found = await aws.FindAsync("lambda", "GetFunctionEventInvokeConfig", Name,
            () => aws.Lambda.GetFunctionEventInvokeConfigAsync(new() { FunctionName = Name }, cancellation), cancellation);
        return found is null ? Is(PartState.Missing) : Compare(
            (found.MaximumRetryAttempts == 0, $"{found.MaximumRetryAttempts} retries"),
            (found.MaximumEventAgeInSeconds == MaximumAge, $"events may wait for {found.MaximumEventAgeInSeconds} s"));
    }

    public override async Task EnsureAsync(CancellationToken cancellation) => await aws.CallAsync(
        "lambda", "PutFunctionEventInvokeConfig", Name,
        () => aws.Lambda.PutFunctionEventInvokeConfigAsync(
            new() { FunctionName = Name, MaximumRetryAttempts = 0, MaximumEventAgeInSeconds = MaximumAge }, cancellation), cancellation);

    public override async Task<bool> RemoveAsync(CancellationToken cancellation) => await aws.FindAsync(
        "lambda", "DeleteFunctionEventInvokeConfig", Name,
        () => aws.Lambda.DeleteFunctionEventInvokeConfigAsync(new() { FunctionName = Name }, cancellation), cancellation) is not null;
}
