using System.Text;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Logs;

internal sealed class LogEventOperations(SandboxAccount account, LogStore store)
{
    // The most events, and the most bytes, of a page (API reference, FilterLogEvents).
    private const int PageSize = 10_000;
    private const int PageBytes = 1024 * 1024;

    public void AddTo(ServiceApi api) => api
        .Add("PutLogEvents", Put,
            call => $"{LogsApi.ArnOf(account, call.Input.Required("logGroupName"))}:log-stream:{call.Input.Required("logStreamName")}")
        .Add("GetLogEvents", Get,
            call => $"{LogsApi.ArnOf(account, LogsApi.GroupName(call))}:log-stream:{call.Input.Required("logStreamName")}")
        .Add("FilterLogEvents", Filter, call => LogsApi.ArnOf(account, LogsApi.GroupName(call)));

    // What events are ordered by, and pages begin after: the time, and where that is the same the stream and the place in it.
    private static string Key(LogEvent line) => $"{line.Time.ToUnixTimeMilliseconds():D20}/{line.Stream}/{line.Number:D12}";

    private static IEnumerable<LogEvent> InRange(IEnumerable<LogEvent> events, Call call)
    {
        var from = call.Input.Integer("startTime") ?? long.MinValue;
        var to = call.Input.Integer("endTime") ?? long.MaxValue;
        return events.Where(line => line.Time.ToUnixTimeMilliseconds() is var time && time >= from && time <= to);
    }

    // A page is full when its bytes are, whatever its number of events.
    private static long Fitting(IEnumerable<LogEvent> events, long limit)
    {
        var (count, bytes) = (0L, 0);
        foreach (var line in events)
        {
            bytes += Encoding.UTF8.GetByteCount(line.Message);
            if (count == limit || (bytes > PageBytes && count > 0))
            {
                break;
            }

            count++;
        }

        return count;
    }

    private Document Put(Call call)
    {
        var group = LogsApi.Find(store, call.Input.Required("logGroupName"));
        var stream = FindStream(group, call);
        var events = call.Input.Documents("logEvents")
            .Select(line => (Time: line.Integer("timestamp")
                ?? throw new InvalidInputException("An event has no timestamp."), Message: line.Required("message")))
            .ToList();
        InvalidInputException.ThrowIf(events.Count == 0, "There are no events.");
        InvalidInputException.ThrowIf(events.Zip(events.Skip(1)).Any(pair => pair.First.Time > pair.Second.Time),
            "Log events in a single PutLogEvents request must be in chronological order.");
        foreach (var (time, message) in events)
        {
            store.Write(group.Name, stream.Name, DateTimeOffset.FromUnixTimeMilliseconds(time), message);
        }

        return new Document { ["nextSequenceToken"] = Guid.NewGuid().ToString("N") };
    }

    // Pages can be read in both directions; a token says which way and from where, and on reaching an end stays the same.
    private Document Get(Call call)
    {
        var events = InRange(FindStream(Group(call), call).Events, call).OrderBy(Key, StringComparer.Ordinal);
        var limit = (int)Math.Clamp(call.Input.Integer("limit") ?? PageSize, 1, PageSize);
        var token = call.Input.Text("nextToken");
        var forward = token is null ? call.Input.Flag("startFromHead") == true : token.StartsWith("f/", StringComparison.Ordinal);
        var rest = events.Where(line => token is null || string.CompareOrdinal(Key(line), token[2..]) * (forward ? 1 : -1) > 0);
        List<LogEvent> page = [.. forward ? rest.Take(limit) : rest.TakeLast(limit)];
        return new Document
        {
            ["events"] = page.Select(Listed).ToList(),
            ["nextForwardToken"] = $"f/{(page.Count > 0 ? Key(page[^1]) : token?[2..] ?? "")}",
            ["nextBackwardToken"] = $"b/{(page.Count > 0 ? Key(page[0]) : token?[2..] ?? "")}",
        };
    }

    private Document Filter(Call call)
    {
        var pattern = FilterPattern.Parse(call.Input.Text("filterPattern"));
        var names = call.Input.Texts("logStreamNames");
        var prefix = call.Input.Text("logStreamNamePrefix") ?? "";
        var events = Group(call).Streams
            .Where(stream => (names.Count == 0 || names.Contains(stream.Name)) && stream.Name.StartsWith(prefix, StringComparison.Ordinal))
            .SelectMany(stream => InRange(stream.Events, call).Where(line => pattern.Fits(line.Message)))
            .OrderBy(Key, StringComparer.Ordinal)
            .ToList();
        var token = call.Input.Text("nextToken");
        var rest = token is null ? events : Page.Take(events, Key, token, PageSize).Items;
        var page = Page.Take(events, Key, token, Fitting(rest, Math.Clamp(call.Input.Integer("limit") ?? PageSize, 1, PageSize)));
        return new Document
        {
            ["events"] = page.Items.Select(line =>
            {
                var document = Listed(line);
                document["logStreamName"] = line.Stream;
                document["eventId"] = Key(line);
                return document;
            }).ToList(),
            ["searchedLogStreams"] = Array.Empty<object>(),
            ["nextToken"] = page.Next,
        };
    }

    private static Document Listed(LogEvent line) => new()
    {
        ["timestamp"] = line.Time.ToUnixTimeMilliseconds(),
        ["message"] = line.Message,
        ["ingestionTime"] = line.Ingested.ToUnixTimeMilliseconds(),
    };

    private static LogStream FindStream(LogGroup group, Call call) => group.Find(call.Input.Required("logStreamName"))
        ?? throw new RefusedException(400, "ResourceNotFoundException", "The specified log stream does not exist.");

    private LogGroup Group(Call call) => LogsApi.Find(store, LogsApi.GroupName(call));
}
