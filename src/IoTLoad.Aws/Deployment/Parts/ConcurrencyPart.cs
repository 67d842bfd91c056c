using System.Text.Json.Nodes;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>Concurrency that is kept for the function, and is its limit.</summary>
internal sealed class ConcurrencyPart(AwsCaller aws, string function, int? reserved) : DeploymentPart("Concurrency", function)
{
    public override string Document =>
        Documents.Of(new JsonObject { ["FunctionName"] = Name, ["ReservedConcurrentExecutions"] = reserved });

    public override async Task<DeployedPart> InspectAsync(CancellationToken cancellation)
    {
        var found = await FindAsync(cancellation);
        return Compare((found == reserved, $"reserved concurrency {found?.ToString() ?? "none"}, not {reserved?.ToString() ?? "none"}"));
    }

    public override async Task EnsureAsync(CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) == reserved)
        {
            return;
        }

        if (reserved is null)
        {
            await RemoveAsync(cancellation);
        }
        else
        {
            await aws.CallAsync(
                "lambda", "PutFunctionConcurrency", Name,
                () => aws.Lambda.PutFunctionConcurrencyAsync(new() { FunctionName = Name, ReservedConcurrentExecutions = reserved },
                    cancellation), cancellation);
        }
    }

    public override async Task<bool> RemoveAsync(CancellationToken cancellation) =>
        await FindAsync(cancellation) is not null && await aws.FindAsync(
        "lambda", "DeleteFunctionConcurrency", Name, () =>
            aws.Lambda.DeleteFunctionConcurrencyAsync(new() { FunctionName = Name }, cancellation), cancellation) is not null;

    private async Task<int?> FindAsync(CancellationToken cancellation) => (await aws.FindAsync(
        "lambda", "GetFunctionConcurrency", Name, () => aws.Lambda.GetFunctionConcurrencyAsync(new() { FunctionName = Name },
            cancellation), cancellation))?.ReservedConcurrentExecutions;
}
