using Amazon.Lambda.Model;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>
/// Lets the function's trigger rules start it: one statement for all, since a function's policy has no room for hundreds.
/// </summary>
internal sealed class PermissionPart(AwsCaller aws, string function, Existing existing) : DeploymentPart("Permission", StatementId)
{
    private const string StatementId = "iotload-trigger-rules";

    public override string Document => Documents.Of(AddPermissionRequest.Shape, Request);

    private AddPermissionRequest Request => new()
    {
        FunctionName = function,
        StatementId = StatementId,
        Action = "lambda:InvokeFunction",
        Principal = "iot.amazonaws.com",
        SourceArn = aws.Arn("iot", $"rule/{FunctionNames.RulePrefixOf(function)}trigger_*"),
        SourceAccount = aws.Account,
    };

    public override async Task<DeployedPart> InspectAsync(CancellationToken cancellation) =>
        Is((await existing.PermissionsAsync(cancellation)).Contains(StatementId) ? PartState.Present : PartState.Missing);

    public override async Task EnsureAsync(CancellationToken cancellation)
    {
        if (!(await existing.PermissionsAsync(cancellation)).Contains(StatementId))
        {
            await aws.CallAsync("lambda", "AddPermission", function, () => aws.Lambda.AddPermissionAsync(Request, cancellation),
                cancellation);
        }
    }

    public override async Task<bool> RemoveAsync(CancellationToken cancellation) => await aws.FindAsync(
        "lambda", "RemovePermission", function, () => aws.Lambda.RemovePermissionAsync(
            new() { FunctionName = function, StatementId = StatementId }, cancellation), cancellation) is not null;
}
