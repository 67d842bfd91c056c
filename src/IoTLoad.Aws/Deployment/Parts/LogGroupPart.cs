using System.Text.Json.Nodes;
using Amazon.CloudWatchLogs.Model;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>The function's log group, which keeps lines for a time and not for ever.</summary>
internal sealed class LogGroupPart(AwsCaller aws, string name, string function, int retentionDays) : DeploymentPart("LogGroup", name)
{
    public override string Document => Documents.Of(new JsonObject { ["logGroupName"] = Name, ["retentionInDays"] = retentionDays });

    public override async Task<DeployedPart> InspectAsync(CancellationToken cancellation) => await FindAsync(cancellation) is not { } group
        ? Is(PartState.Missing)
        : Compare((group.RetentionInDays == retentionDays,
            $"keeps lines for {group.RetentionInDays?.ToString() ?? "ever, not"} {retentionDays} days"));

    public override async Task EnsureAsync(CancellationToken cancellation)
    {
        var group = await FindAsync(cancellation);
        if (group is null)
        {
            await CallAsync("CreateLogGroup", () => aws.Logs.CreateLogGroupAsync(new()
            {
                LogGroupName = Name,
                Tags =
                FunctionNames.TagsOf(function)
            }, cancellation), cancellation);
        }
        else if (!await IsOursAsync(group, cancellation))
        {
            throw OfOthers();
        }

        if (group?.RetentionInDays != retentionDays)
        {
            await CallAsync("PutRetentionPolicy", () => aws.Logs.PutRetentionPolicyAsync(new()
            {
                LogGroupName = Name,
                RetentionInDays =
                retentionDays
            }, cancellation), cancellation);
        }
    }

    public override async Task<bool> RemoveAsync(CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is not { } group)
        {
            return false;
        }

        return await IsOursAsync(group, cancellation)
            ? await aws.FindAsync("logs", "DeleteLogGroup", Name,
                () => aws.Logs.DeleteLogGroupAsync(new() { LogGroupName = Name }, cancellation), cancellation) is not null
            : throw OfOthers();
    }

    private async Task<bool> IsOursAsync(LogGroup group, CancellationToken cancellation)
    {
        var found = await aws.FindAsync("logs", "ListTagsForResource", Name,
            () => aws.Logs.ListTagsForResourceAsync(new() { ResourceArn = ArnOf(group) }, cancellation), cancellation);
        return FunctionNames.IsOf(function, found?.Tags);
    }

    // The ARN of a group ends in :*, the one of its tags does not.
    private static string? ArnOf(LogGroup group) =>
        group.LogGroupArn ?? (group.Arn?.EndsWith(":*", StringComparison.Ordinal) == true ? group.Arn[..^2] : group.Arn);

    private async Task<LogGroup?> FindAsync(CancellationToken cancellation)
    {
        var found = await CallAsync("DescribeLogGroups",
            () => aws.Logs.DescribeLogGroupsAsync(new() { LogGroupNamePrefix = Name }, cancellation), cancellation);
        return found.LogGroups?.FirstOrDefault(group => group.LogGroupName == Name);
    }

    private Task<T> CallAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellation) =>
        aws.CallAsync("logs", operation, Name, call, cancellation);
}
