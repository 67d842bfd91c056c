using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Logs;

internal sealed class LogStreamOperations(SandboxAccount account, LogStore store, TimeProvider clock)
{
    private const int PageSize = 50;

    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api
        .Add("CreateLogStream", Create, Resource)
        .Add("DescribeLogStreams", Describe, call => LogsApi.ArnOf(account, LogsApi.GroupName(call)));

    private string Resource(Call call) =>
        $"{LogsApi.ArnOf(account, call.Input.Required("logGroupName"))}:log-stream:{call.Input.Required("logStreamName")}";

    private Document? Create(Call call) =>
        LogsApi.Find(store, call.Input.Required("logGroupName")).Create(call.Input.Required("logStreamName"), clock.GetUtcNow())
            ? null
            : throw new RefusedException(400, "ResourceAlreadyExistsException", "The specified log stream already exists");

    private Document Describe(Call call)
    {
        var name = LogsApi.GroupName(call);
        var prefix = call.Input.Text("logStreamNamePrefix") ?? "";
        var byTime = call.Input.Text("orderBy") == "LastEventTime";
        var descending = call.Input.Flag("descending") == true;
        var streams = LogsApi.Find(store, name).Streams
            .Where(stream => stream.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(stream => (Stream: stream, stream.Events))
            .Select(stream => (stream.Stream, stream.Events, Key: byTime
                ? $"{LastEvent(stream.Events) ?? 0:D20}/{stream.Stream.Name}" : stream.Stream.Name));
        var ordered = descending
            ? streams.OrderByDescending(stream => stream.Key, StringComparer.Ordinal)
            : streams.OrderBy(stream => stream.Key, StringComparer.Ordinal);
        var page = Page.Take(ordered, stream => stream.Key, call.Input.Text("nextToken"), call.Input.Integer("limit"), PageSize,
            descending);
        return new Document
        {
            ["logStreams"] = page.Items.Select(item => new Document
            {
                ["logStreamName"] = item.Stream.Name,
                ["creationTime"] = item.Stream.Created.ToUnixTimeMilliseconds(),
                ["firstEventTimestamp"] = item.Events.Count > 0 ? item.Events[0].Time.ToUnixTimeMilliseconds() : null,
                ["lastEventTimestamp"] = LastEvent(item.Events),
                ["lastIngestionTime"] = item.Events.Count > 0 ? item.Events.Max(line => line.Ingested).ToUnixTimeMilliseconds() : null,
                ["arn"] = $"{LogsApi.ArnOf(account, name)}:log-stream:{item.Stream.Name}",
                ["storedBytes"] = 0,
            }).ToList(),
            ["nextToken"] = page.Next,
        };
    }

    private static long? LastEvent(IReadOnlyList<LogEvent> events) => events.Count > 0 ? events[^1].Time.ToUnixTimeMilliseconds() : null;
}
