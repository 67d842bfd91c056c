using System.Text.Json;
using Amazon.CloudWatchLogs;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Aws.Fanout;

/// <summary>Reads a run's reports from the function's log, where each is a line: what is left when the control broker had none.</summary>
internal static class LogReports
{
    /// <summary>Reads the reports.</summary>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="group">Log group.</param>
    /// <param name="runId">The run.</param>
    /// <param name="since">Begin of the run.</param>
    /// <param name="cancellation">Ends the requests.</param>
    /// <exception cref="LoadException">AWS refuses.</exception>
    public static async Task<IReadOnlyList<ShardReport>> ReadAsync(AwsConnection connection, string group, string runId, DateTimeOffset since, CancellationToken cancellation)
    {
        var credentials = await connection.ResolveCredentialsAsync(cancellation);
        using var logs = new AmazonCloudWatchLogsClient(credentials, connection.Configure(new AmazonCloudWatchLogsConfig()));
        List<ShardReport> reports = [];
        string? next = null;
        do
        {
            try
            {
                var page = await logs.FilterLogEventsAsync(
                    new() { LogGroupName = group, StartTime = since.ToUnixTimeMilliseconds(), FilterPattern = $"\"{runId}\" \"report\"", NextToken = next }, cancellation);
                reports.AddRange((page.Events ?? []).Select(line => Parse(line.Message, runId)).OfType<ShardReport>());
                next = page.NextToken;
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                throw AwsFault.From(exception, new AwsCall("logs", "FilterLogEvents", group), connection.ResolveRegion().SystemName);
            }
        }
        while (!string.IsNullOrEmpty(next));

        return reports;
    }

    // Other lines may hold both words; a line that is no report is none of ours.
    private static ShardReport? Parse(string? line, string runId)
    {
        try
        {
            using var json = JsonDocument.Parse(line ?? "");
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("report", out var report)
                && report.Deserialize(EngineJson.Default.ShardReport) is { } parsed && parsed.RunId == runId
                ? parsed
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
