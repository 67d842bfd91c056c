using System.Runtime.CompilerServices;
using System.Text.Json;
using Amazon.CloudWatchLogs;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Aws.Fanout;

/// <summary>Reads a run's reports from the function's log, where each is a line: what is left when the control broker had none.</summary>
internal static class LogReports
{
    /// <summary>Reads the reports, a page at a time.</summary>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="group">Log group.</param>
    /// <param name="runId">The run.</param>
    /// <param name="since">Begin of the run.</param>
    /// <param name="cancellation">Ends the requests.</param>
    /// <exception cref="LoadException">AWS refuses.</exception>
    public static async IAsyncEnumerable<ShardReport> ReadAsync(
        AwsConnection connection, string group, string runId, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var credentials = await connection.ResolveCredentialsAsync(cancellation);
        using var logs = new AmazonCloudWatchLogsClient(credentials, connection.Configure(new AmazonCloudWatchLogsConfig()));
        string? next = null;
        do
        {
            var token = next;
            var page = await new AwsCall("logs", "FilterLogEvents", group).RunAsync(() => logs.FilterLogEventsAsync(new()
            {
                LogGroupName = group,
                StartTime = since.ToUnixTimeMilliseconds(),
                FilterPattern = $"\"{runId}\" \"report\"",
                NextToken = token,
            }, cancellation), connection.RegionName, cancellation);
            foreach (var report in (page.Events ?? []).Select(line => Parse(line.Message, runId)).OfType<ShardReport>())
            {
                yield return report;
            }

            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));
    }

    // Other lines may hold both words; a line that is no report is none of ours.
    private static ShardReport? Parse(string? line, string runId)
    {
        try
        {
            using var json = JsonDocument.Parse(line ?? "");
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("report", out var report)
                && ReceivedReport.Read(report) is { } parsed && parsed.RunId == runId
                ? parsed
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
