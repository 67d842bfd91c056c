using System.Text.RegularExpressions;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Logs;

/// <summary>CloudWatch Logs: groups and streams. What is in them is for <see cref="LogEventOperations"/>.</summary>
internal sealed partial class LogsApi(SandboxAccount account, LogStore store, TimeProvider clock)
{
    private static readonly Paging Pages = new("nextToken", "limit", 50);

    // API reference, PutRetentionPolicy.
    private static readonly long[] Retentions =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    [GeneratedRegex(@"^[\.\-_/#A-Za-z0-9]{1,512}$")]
    private static partial Regex NamePattern { get; }

    public static ServiceApi Create(SandboxAccount account, LogStore store, TimeProvider clock)
    {
        var api = new ServiceApi { SigningName = "logs", Target = "Logs_20140328", InvalidInputCode = "InvalidParameterException" };
        new LogsApi(account, store, clock).AddTo(api);
        new LogEventOperations(account, store).AddTo(api);
        return api;
    }

    public static string ArnOf(SandboxAccount account, string group) => account.Arn("logs", $"log-group:{group}");

    /// <exception cref="RefusedException">There is none.</exception>
    public static LogGroup Find(LogStore store, string name) =>
        store.Find(name) ?? throw new RefusedException(400, "ResourceNotFoundException", "The specified log group does not exist.");

    /// <summary>The name of the group that a call means, by name or ARN.</summary>
    public static string GroupName(Call call)
    {
        var name = call.Input.Text("logGroupName") ?? call.Input.Required("logGroupIdentifier");
        return name.StartsWith("arn:", StringComparison.Ordinal) ? NameOf(name) : name;
    }

    // The name in an ARN of a group, with or without the trailing ":*".
    private static string NameOf(string arn) =>
        arn.Split(':') is { Length: >= 7 } parts ? parts[6] : throw new InvalidInputException($"'{arn}' is no ARN of a log group.");

    private static string TaggedArn(Call call) => call.Input.Required("resourceArn");

    private static void RefuseExisting(bool created, string what) => RefusedException.ThrowIf(
        !created, 400, "ResourceAlreadyExistsException", $"The specified log {what} already exists");

    private void AddTo(ServiceApi api) => api
        .Add("CreateLogGroup", CreateGroup, Resource)
        .Add("DescribeLogGroups", DescribeGroups, _ => ArnOf(account, "*"))
        .Add("DeleteLogGroup", DeleteGroup, Resource)
        .Add("PutRetentionPolicy", PutRetention, Resource)
        .Add("DeleteRetentionPolicy", DeleteRetention, Resource)
        .Add("TagResource", Tag, TaggedArn)
        .Add("UntagResource", Untag, TaggedArn)
        .Add("ListTagsForResource", ListTags, TaggedArn)
        .Add("CreateLogStream", CreateStream, call => $"{Resource(call)}:log-stream:{call.Input.Required("logStreamName")}")
        .Add("DescribeLogStreams", DescribeStreams, call => ArnOf(account, GroupName(call)));

    private string Resource(Call call) => ArnOf(account, call.Input.Required("logGroupName"));

    private LogGroup Find(Call call) => Find(store, call.Input.Required("logGroupName"));

    private LogGroup Tagged(Call call) => Find(store, NameOf(TaggedArn(call)));

    private void CreateGroup(Call call)
    {
        var name = call.Input.Required("logGroupName");
        InvalidInputException.ThrowIf(!NamePattern.IsMatch(name),
            $"1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint: "
                + @"Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+");
        RefuseExisting(store.Create(name, call.Input.Map("tags")), "group");
    }

    private Document DescribeGroups(Call call)
    {
        var prefix = call.Input.Text("logGroupNamePrefix") ?? "";
        var part = call.Input.Text("logGroupNamePattern") ?? "";
        var fitting = store.Groups.Where(group =>
            group.Name.StartsWith(prefix, StringComparison.Ordinal) && group.Name.Contains(part, StringComparison.OrdinalIgnoreCase));
        return Pages.Take(call, "logGroups", fitting, group => group.Name, group => new Document
        {
            ["logGroupName"] = group.Name,
            ["creationTime"] = group.Created.ToUnixTimeMilliseconds(),
            ["retentionInDays"] = group.RetentionDays,
            ["metricFilterCount"] = 0,
            ["arn"] = ArnOf(account, group.Name) + ":*",
            ["storedBytes"] = group.Bytes,
            ["logGroupClass"] = "STANDARD",
            ["logGroupArn"] = ArnOf(account, group.Name),
        });
    }

    private void DeleteGroup(Call call) => store.Delete(Find(call).Name);

    private void PutRetention(Call call)
    {
        var days = call.Input.Integer("retentionInDays");
        Find(call).RetentionDays = days is { } number && Retentions.Contains(number)
            ? days
            : throw new InvalidInputException($"1 validation error detected: Value '{days}' at 'retentionInDays' failed to "
                + $"satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", Retentions)}]");
    }

    private void DeleteRetention(Call call) => Find(call).RetentionDays = null;

    private void Tag(Call call)
    {
        var group = Tagged(call);
        foreach (var (key, value) in call.Input.Map("tags"))
        {
            group.Tags[key] = value;
        }
    }

    private void Untag(Call call)
    {
        var group = Tagged(call);
        foreach (var key in call.Input.Texts("tagKeys"))
        {
            group.Tags.TryRemove(key, out _);
        }
    }

    private Document ListTags(Call call) =>
        new() { ["tags"] = Document.Of(Tagged(call).Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)) };

    private void CreateStream(Call call) =>
        RefuseExisting(Find(call).Create(call.Input.Required("logStreamName"), clock.GetUtcNow()), "stream");

    private Document DescribeStreams(Call call)
    {
        var name = GroupName(call);
        var prefix = call.Input.Text("logStreamNamePrefix") ?? "";
        var byTime = call.Input.Text("orderBy") == "LastEventTime";
        var descending = call.Input.Flag("descending") == true;
        var streams =
            from stream in Find(store, name).Streams
            where stream.Name.StartsWith(prefix, StringComparison.Ordinal)
            let events = stream.Events
            let last = events is [.., var line] ? line.Time.ToUnixTimeMilliseconds() : (long?)null
            select (Stream: stream, Events: events, Last: last, Key: byTime ? $"{last ?? 0:D20}/{stream.Name}" : stream.Name);
        var ordered = descending
            ? streams.OrderByDescending(stream => stream.Key, StringComparer.Ordinal)
            : streams.OrderBy(stream => stream.Key, StringComparer.Ordinal);
        return Pages.Take(call, "logStreams", ordered, stream => stream.Key, item => new Document
        {
            ["logStreamName"] = item.Stream.Name,
            ["creationTime"] = item.Stream.Created.ToUnixTimeMilliseconds(),
            ["firstEventTimestamp"] = item.Events is [var first, ..] ? first.Time.ToUnixTimeMilliseconds() : null,
            ["lastEventTimestamp"] = item.Last,
            ["lastIngestionTime"] = item.Events.Max(line => (DateTimeOffset?)line.Ingested)?.ToUnixTimeMilliseconds(),
            ["arn"] = $"{ArnOf(account, name)}:log-stream:{item.Stream.Name}",
            ["storedBytes"] = 0,
        }, descending);
    }
}
