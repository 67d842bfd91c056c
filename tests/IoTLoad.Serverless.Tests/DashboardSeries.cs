using System.Globalization;
using System.Text.Json.Nodes;

namespace IoTLoad.Serverless.Tests;

/// <summary>What a dashboard in the sandbox's CloudWatch draws, read as CloudWatch's page does it: the body, then each of its series.</summary>
internal static class DashboardSeries
{
    /// <summary>Reads a dashboard's series.</summary>
    /// <param name="serverless">The sandbox.</param>
    /// <param name="name">Name of the dashboard.</param>
    /// <returns>The sum of each series' points in the last hour, by <c>metric dimension statistic</c>; 0 if it has none.</returns>
    public static async Task<IReadOnlyDictionary<string, double>> ReadAsync(ServerlessSession serverless, string name)
    {
        var stored = JsonNode.Parse(await serverless.AwsCliAsync("cloudwatch", "get-dashboard", "--dashboard-name", name))!;
        var widgets = JsonNode.Parse(stored["DashboardBody"]!.GetValue<string>())!["widgets"]!.AsArray();
        var series = new List<string>();
        var queries = new JsonArray();
        foreach (var metric in widgets.SelectMany(widget => widget!["properties"]!["metrics"]!.AsArray()))
        {
            // An expression is made of the series before it.
            if (metric![0] is not JsonValue)
            {
                continue;
            }

            var parts = metric.AsArray().SkipLast(1).Select(part => part!.GetValue<string>()).ToList();
            var statistic = metric.AsArray()[^1]!["stat"]!.GetValue<string>();
            queries.Add(new JsonObject
            {
                ["Id"] = $"q{series.Count}",
                ["MetricStat"] = new JsonObject
                {
                    ["Metric"] = new JsonObject
                    {
                        ["Namespace"] = parts[0],
                        ["MetricName"] = parts[1],
                        ["Dimensions"] = new JsonArray([.. parts.Skip(2).Chunk(2).Select(
                            pair => (JsonNode)new JsonObject { ["Name"] = pair[0], ["Value"] = pair[1] })]),
                    },
                    ["Period"] = 60,
                    ["Stat"] = statistic,
                },
            });
            series.Add($"{string.Join(' ', parts.Where((_, at) => at == 1 || (at > 2 && at % 2 == 1)))} {statistic}");
        }

        var now = DateTimeOffset.UtcNow;
        var answer = JsonNode.Parse(await serverless.AwsCliAsync(
            "cloudwatch", "get-metric-data", "--metric-data-queries", queries.ToJsonString(), "--start-time", Time(now.AddHours(-1)),
            "--end-time", Time(now.AddMinutes(2))))!["MetricDataResults"]!.AsArray();
        return series.Select((key, at) => (key, Sum: answer.Where(each => each!["Id"]!.GetValue<string>() == $"q{at}")
            .SelectMany(each => each!["Values"]!.AsArray()).Sum(value => value!.GetValue<double>()))).ToDictionary();
    }

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
