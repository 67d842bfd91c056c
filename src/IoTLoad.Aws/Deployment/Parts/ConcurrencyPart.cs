using System.Text.Json.Nodes;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>Concurrency that is kept for the function, and is its limit.</summary>
internal sealed class ConcurrencyPart(AwsCaller aws, string function, int? reserved) : DeploymentPart("Concurrency", function)
{
    public override string Document =>
        Documents.Of(new JsonObject { ["FunctionName"] = Name, ["ReservedConcurrentExecutions"] = reserved });

    public override async Task<DeployedPart> InspectAsync()
    {
        var found = await FindAsync();
        return Compare((found == reserved, $"reserved concurrency {found?.ToString() ?? "none"}, not {reserved?.ToString() ?? "none"}"));
    }

    public override async Task EnsureAsync()
    {
        if (await FindAsync() == reserved)
        {
            return;
        }

        if (reserved is null)
        {
            await RemoveAsync();
        }
        else
        {
            await aws.CallAsync(Name,
                stop => aws.Lambda.PutFunctionConcurrencyAsync(
                    new() { FunctionName = Name, ReservedConcurrentExecutions = reserved }, stop));
        }
    }

    public override async Task<bool> RemoveAsync() =>
        await FindAsync() is not null && await aws.FindAsync(Name,
            stop => aws.Lambda.DeleteFunctionConcurrencyAsync(new() { FunctionName = Name }, stop)) is not null;

    private async Task<int?> FindAsync() => (await aws.FindAsync(Name,
        stop => aws.Lambda.GetFunctionConcurrencyAsync(new() { FunctionName = Name }, stop)))?.ReservedConcurrentExecutions;
}
