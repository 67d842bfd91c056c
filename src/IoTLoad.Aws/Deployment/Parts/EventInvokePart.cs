using System.Text.Json.Nodes;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>Asynchronous invocations are not repeated: a shard that failed would run again and send its load twice.</summary>
internal sealed class EventInvokePart(AwsCaller aws, string function) : DeploymentPart("EventInvokeConfig", function)
{
    /// <summary>How long an event may wait: a shard that starts later would only disturb another test.</summary>
    private const int MaximumAge = 300;

    public override string Document =>
        Documents.Of(new JsonObject { ["FunctionName"] = Name, ["MaximumRetryAttempts"] = 0, ["MaximumEventAgeInSeconds"] = MaximumAge });

    public override async Task<DeployedPart> InspectAsync()
    {
        var found = await aws.FindAsync(Name, stop => aws.Lambda.GetFunctionEventInvokeConfigAsync(new() { FunctionName = Name }, stop));
        return found is null ? Is(PartState.Missing) : Compare(
            (found.MaximumRetryAttempts == 0, $"{found.MaximumRetryAttempts} retries"),
            (found.MaximumEventAgeInSeconds == MaximumAge, $"events may wait for {found.MaximumEventAgeInSeconds} s"));
    }

    public override async Task EnsureAsync() => await aws.CallAsync(Name,
        stop => aws.Lambda.PutFunctionEventInvokeConfigAsync(
            new() { FunctionName = Name, MaximumRetryAttempts = 0, MaximumEventAgeInSeconds = MaximumAge }, stop));

    public override async Task<bool> RemoveAsync() => await aws.FindAsync(Name,
        stop => aws.Lambda.DeleteFunctionEventInvokeConfigAsync(new() { FunctionName = Name }, stop)) is not null;
}
