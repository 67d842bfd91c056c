using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>
/// Lets the function's trigger rules start it: one statement for all, since a function's policy has no room for hundreds.
/// </summary>
internal sealed class PermissionPart(AwsCaller aws, string function, Existing existing) : DeploymentPart("Permission", StatementId)
{
    private const string StatementId = "iotload-trigger-rules";

    public override string Document => Documents.Of(AmazonLambdaClient.Service.Protocol.DocumentOf(Request));

    private AddPermissionRequest Request => new()
    {
        FunctionName = function,
        StatementId = StatementId,
        Action = "lambda:InvokeFunction",
        Principal = "iot.amazonaws.com",
        SourceArn = aws.Arn("iot", $"rule/{FunctionNames.RulePrefixOf(function)}trigger_*"),
        SourceAccount = aws.Account,
    };

    public override async Task<DeployedPart> InspectAsync() =>
        Is((await existing.PermissionsAsync()).Contains(StatementId) ? PartState.Present : PartState.Missing);

    public override async Task EnsureAsync()
    {
        if (!(await existing.PermissionsAsync()).Contains(StatementId))
        {
            await aws.CallAsync(function, stop => aws.Lambda.AddPermissionAsync(Request, stop));
        }
    }

    public override async Task<bool> RemoveAsync() => await aws.FindAsync(function,
        stop => aws.Lambda.RemovePermissionAsync(new() { FunctionName = function, StatementId = StatementId }, stop)) is not null;
}
