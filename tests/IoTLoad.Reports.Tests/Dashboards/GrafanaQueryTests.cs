using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;
using IoTLoad.Reports.Dashboards;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Reports.Tests.Dashboards;

/// <summary>
/// Every query of the dashboard, with Grafana's variables put in as Grafana does, against a real influxd that holds a test.
/// </summary>
public sealed partial class GrafanaQueryTests
{
    [Fact]
    public async Task Every_query_of_the_dashboard_returns_rows_of_a_test()
    {
        await using var server = await Influxd.StartAsync();
        var database = await server.CreateDatabaseAsync();
        var result = await RunAsync(new InfluxDbConnection { Url = server.Url, Database = database });
        var dashboard = JsonNode.Parse(GrafanaDashboard.Build())!;
        var variables = dashboard["templating"]!["list"]!.AsArray();

        Assert.Equal([result.Id], await ValuesAsync("test"));
        Assert.Equal(["0"], await ValuesAsync("shard"));
        int[] intervals = [1000, 10_000];
        foreach (var latency in variables.First(variable => variable!["name"]!.GetValue<string>() == "latency")!["query"]!.GetValue<string>().Split(','))
        {
            foreach (var interval in intervals)
            {
                foreach (var (title, query) in Queries(dashboard))
                {
                    Assert.True((await AskAsync(query, latency, interval)).Count > 0,
                        $"{title} ({latency}, {interval} ms) has no rows: {query}");
                }
            }
        }

        var published = Queries(dashboard).First(each => each.Query.Contains("\"published\"", StringComparison.Ordinal)).Query;
        Assert.Equal(result.Counters.Published, (await AskAsync(published, "ack", 10_000))
            .Sum(row => row.Values.Last().GetDouble() * 10), 6);
        var connects = Queries(dashboard).First(each => each.Query.Contains("AS \"connections\"", StringComparison.Ordinal)).Query;
        Assert.Equal(result.Counters.Connected, (await AskAsync(connects, "ack", 1000)).Sum(row => row["connections"].GetInt64()));

        async Task<IEnumerable<string?>> ValuesAsync(string name)
        {
            var query = variables.First(variable => variable!["name"]!.GetValue<string>() == name)!["query"]!.GetValue<string>();
            return (await AskAsync(query, "ack", 1000)).Select(row => row["value"].GetString());
        }

        Task<IReadOnlyList<IReadOnlyDictionary<string,
        System.Text.Json.JsonElement>>> AskAsync(string query, string latency, int interval) =>
            server.QueryAsync(PutIn(query, result, latency, interval), database);
    }

    [Fact]
    public void Both_languages_ask_for_the_same_measurements_and_fields()
    {
        var influxQl = Queries(JsonNode.Parse(GrafanaDashboard.Build())!)
            .Select(each => (each.Title, InfluxQlMeasurement().Match(each.Query).Groups[1].Value, InfluxQlField()
                .Matches(each.Query)[^1].Groups[1].Value));
        var flux = Queries(JsonNode.Parse(GrafanaDashboard.Build(new GrafanaOptions { Language = GrafanaLanguage.Flux }))!)
            .Select(each => (each.Title, FluxMeasurement().Match(each.Query).Groups[1].Value, FluxField()
                .Match(each.Query).Groups[1].Value));

        Assert.Equal(influxQl, flux);
    }

    private static IEnumerable<(string Title, string Query)> Queries(JsonNode dashboard) =>
        from panel in dashboard["panels"]!.AsArray()
        from target in panel!["targets"]?.AsArray() ?? []
        select (panel["title"]!.GetValue<string>(), target!["query"]!.GetValue<string>());

    /// <summary>What Grafana puts in place of its variables. The regex format escapes what is special in a regular expression.</summary>
    private static string PutIn(string query, LoadResult result, string latency, int interval) => query
        .Replace("${test:regex}", Regex.Escape(result.Id).Replace("\\-", "-", StringComparison.Ordinal), StringComparison.Ordinal)
        .Replace("${shard:regex}", ".*", StringComparison.Ordinal)
        .Replace("${latency}", latency, StringComparison.Ordinal)
        .Replace("$timeFilter", string.Create(
            CultureInfo.InvariantCulture, $"time >= {result.Started.AddMinutes(-1).ToUnixTimeMilliseconds()}ms and time <= "
                + $"{result.Ended.AddMinutes(1).ToUnixTimeMilliseconds()}ms"), StringComparison.Ordinal)
        .Replace("$__interval_ms", interval.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("$__interval", string.Create(CultureInfo.InvariantCulture, $"{interval}ms"), StringComparison.Ordinal);

    /// <summary>A test that has something to show in every panel: half of its devices meet a closed port.</summary>
    private static async Task<LoadResult> RunAsync(InfluxDbConnection connection)
    {
        await using var broker = await Mosquitto.StartAsync();
        var test = LoadTest.Prepare(new LoadPlan
        {
            Endpoints = [broker.Plain, new Uri($"mqtt://127.0.0.1:{LoopbackPort.Closed()}")],
            Devices = new DevicePlan { Count = 20, ConnectRate = 1000 },
            Stages = [new LoadStage(200, 200, TimeSpan.FromSeconds(3))],
        });
        await using var sink = new InfluxDbSink(connection, test.Plan);
        var result = await test.RunAsync([sink], TestContext.Current.CancellationToken);
        Assert.DoesNotContain(result.Notes, note => note.Contains("Influx", StringComparison.Ordinal));
        return result;
    }

    [GeneratedRegex("FROM \"(\\w+)\"")]
    private static partial Regex InfluxQlMeasurement();

    [GeneratedRegex("(?:sum|max|last)\\(\"(\\w+)\"\\)")]
    private static partial Regex InfluxQlField();

    [GeneratedRegex("r\\._measurement == \"(\\w+)\"")]
    private static partial Regex FluxMeasurement();

    [GeneratedRegex("r\\._field == \"(\\w+)\"")]
    private static partial Regex FluxField();
}
