using System.Text.Json.Nodes;
using Amazon.CloudWatchLogs.Model;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>The function's log group, which keeps lines for a time and not for ever.</summary>
internal sealed class LogGroupPart(AwsCaller aws, string name, string function, int retentionDays) : DeploymentPart("LogGroup", name)
{
    public override string Document => Documents.Of(new JsonObject { ["logGroupName"] = Name, ["retentionInDays"] = retentionDays });

    public override async Task<DeployedPart> InspectAsync() => await FindAsync() is not { } group
        ? Is(PartState.Missing)
        : Compare((group.RetentionInDays == retentionDays,
            $"keeps lines for {group.RetentionInDays?.ToString() ?? "ever, not"} {retentionDays} days"));

    public override async Task EnsureAsync()
    {
        var group = await FindAsync();
        if (group is null)
        {
            await aws.CallAsync(Name,
                stop => aws.Logs.CreateLogGroupAsync(new() { LogGroupName = Name, Tags = FunctionNames.TagsOf(function) }, stop));
        }
        else if (!await IsOursAsync(group))
        {
            throw OfOthers();
        }

        if (group?.RetentionInDays != retentionDays)
        {
            await aws.CallAsync(Name,
                stop => aws.Logs.PutRetentionPolicyAsync(new() { LogGroupName = Name, RetentionInDays = retentionDays }, stop));
        }
    }

    public override async Task<bool> RemoveAsync()
    {
        if (await FindAsync() is not { } group)
        {
            return false;
        }

        return await IsOursAsync(group)
            ? await aws.FindAsync(Name, stop => aws.Logs.DeleteLogGroupAsync(new() { LogGroupName = Name }, stop)) is not null
            : throw OfOthers();
    }

    private async Task<bool> IsOursAsync(LogGroup group)
    {
        var found = await aws.FindAsync(Name, stop => aws.Logs.ListTagsForResourceAsync(new() { ResourceArn = ArnOf(group) }, stop));
        return FunctionNames.IsOf(function, found?.Tags);
    }

    // The ARN of a group ends in :*, the one of its tags does not.
    private static string? ArnOf(LogGroup group) =>
        group.LogGroupArn ?? (group.Arn?.EndsWith(":*", StringComparison.Ordinal) == true ? group.Arn[..^2] : group.Arn);

    private async Task<LogGroup?> FindAsync()
    {
        var found = await aws.CallAsync(Name, stop => aws.Logs.DescribeLogGroupsAsync(new() { LogGroupNamePrefix = Name }, stop));
        return found.LogGroups?.FirstOrDefault(group => group.LogGroupName == Name);
    }

}
