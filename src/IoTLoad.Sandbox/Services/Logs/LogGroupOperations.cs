using System.Text.RegularExpressions;
using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Logs;

internal sealed partial class LogGroupOperations(SandboxAccount account, LogStore store)
{
    private const int PageSize = 50;

    // API reference, PutRetentionPolicy.
    private static readonly long[] Retentions =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api
        .Add("CreateLogGroup", Create, Resource)
        .Add("DescribeLogGroups", Describe, _ => LogsApi.ArnOf(account, "*"))
        .Add("DeleteLogGroup", Delete, Resource)
        .Add("PutRetentionPolicy", PutRetention, Resource)
        .Add("DeleteRetentionPolicy", DeleteRetention, Resource)
        .Add("TagResource", Tag, call => call.Input.Required("resourceArn"))
        .Add("UntagResource", Untag, call => call.Input.Required("resourceArn"))
        .Add("ListTagsForResource", ListTags, call => call.Input.Required("resourceArn"));

    [GeneratedRegex(@"^[\.\-_/#A-Za-z0-9]{1,512}$")]
    private static partial Regex NamePattern { get; }

    private string Resource(Call call) => LogsApi.ArnOf(account, call.Input.Required("logGroupName"));

    private LogGroup Find(Call call) => LogsApi.Find(store, call.Input.Required("logGroupName"));

    private Document? Create(Call call)
    {
        var name = call.Input.Required("logGroupName");
        if (!NamePattern.IsMatch(name))
        {
            throw new InvalidInputException(
                $"1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint: "
                    + @"Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+");
        }

        return store.Create(name, call.Input.Map("tags"))
            ? null
            : throw new RefusedException(400, "ResourceAlreadyExistsException", "The specified log group already exists");
    }

    private Document Describe(Call call)
    {
        var prefix = call.Input.Text("logGroupNamePrefix") ?? "";
        var part = call.Input.Text("logGroupNamePattern") ?? "";
        var fitting = store.Groups.Where(group =>
            group.Name.StartsWith(prefix, StringComparison.Ordinal) && group.Name.Contains(part, StringComparison.OrdinalIgnoreCase));
        var page = Page.Take(fitting, group => group.Name, call.Input.Text("nextToken"), call.Input.Integer("limit"), PageSize);
        return new Document
        {
            ["logGroups"] = page.Items.Select(group => new Document
            {
                ["logGroupName"] = group.Name,
                ["creationTime"] = group.Created.ToUnixTimeMilliseconds(),
                ["retentionInDays"] = group.RetentionDays,
                ["metricFilterCount"] = 0,
                ["arn"] = LogsApi.ArnOf(account, group.Name) + ":*",
                ["storedBytes"] = group.Bytes,
                ["logGroupClass"] = "STANDARD",
                ["logGroupArn"] = LogsApi.ArnOf(account, group.Name),
            }).ToList(),
            ["nextToken"] = page.Next,
        };
    }

    private Document? Delete(Call call)
    {
        Find(call);
        store.Delete(call.Input.Required("logGroupName"));
        return null;
    }

    private Document? PutRetention(Call call)
    {
        var days = call.Input.Integer("retentionInDays");
        Find(call).RetentionDays = days is { } number && Retentions.Contains(number)
            ? days
            : throw new InvalidInputException($"1 validation error detected: Value '{days}' at 'retentionInDays' failed to "
                + $"satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", Retentions)}]");
        return null;
    }

    private Document? DeleteRetention(Call call)
    {
        Find(call).RetentionDays = null;
        return null;
    }

    private LogGroup Tagged(Call call) => LogsApi.Find(store, LogsApi.NameOf(call.Input.Required("resourceArn")));

    private Document? Tag(Call call)
    {
        var group = Tagged(call);
        foreach (var (key, value) in call.Input.Map("tags"))
        {
            group.Tags[key] = value;
        }

        return null;
    }

    private Document? Untag(Call call)
    {
        var group = Tagged(call);
        foreach (var key in call.Input.Texts("tagKeys"))
        {
            group.Tags.TryRemove(key, out _);
        }

        return null;
    }

    private Document ListTags(Call call) =>
        new() { ["tags"] = Document.Of(Tagged(call).Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)) };
}
