using IoTLoad.Aws.Control;
using IoTLoad.Engine.Reports;
using IoTLoad.Peers;

namespace IoTLoad.Function.Tests;

/// <summary>Points of single connections and messages, which functions write themselves, in a real InfluxDB.</summary>
public sealed class PointTests
{
    [Fact]
    public async Task Five_functions_write_each_connection_and_message_as_the_reference_system_does()
    {
        const string Secret = "secret of the database";
        await using var moto = await MotoServer.StartAsync();
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var influx = await Influxd.StartAsync(new InfluxdOptions { Username = "writer", Password = Secret });
        var database = await influx.CreateDatabaseAsync();
        await Parameters.PutAsync(moto, "/iotload/f/influx", Secret);
        var shards = Events.Split(Events.Plan(broker.Plain, 10, 20, 2), 5);
        var events = shards.Select(shard => Events.Json(Events.Of(shard, broker.Plain) with
        {
            Points = Target(influx, database) with { Username = "writer", Payload = true },
            Secrets = new SecretSources { InfluxPassword = "/iotload/f/influx" },
        })).ToList();
        var functions = shards.Select(_ => new Function(new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = moto.Url.AbsoluteUri }))
            .ToList();
        await using var end = new Ending(functions);

        var answers = await Task.WhenAll(functions.Zip(events, (function, given) => function.InvokeAsync(given)));

        var result = Events.Merge(answers.Select(answer => answer.ToReport()), shards);
        Assert.Equal(new PointCount { Made = 60, Written = 60 }, result.Points);
        Assert.Equal(40, result.Counters.Received);
        Assert.Equal(
            ["CONNECT Latency integer", "CONNECT Request integer", "CONNECT Success integer"],
            await FieldsAsync(influx, database, "CONNECT"));
        Assert.Equal(
            ["RECEIVE Latency integer", "RECEIVE Payload string", "RECEIVE Success integer", "RECEIVE messageNo integer"],
            await FieldsAsync(influx, database, "RECEIVE"));

        var connects = await influx.QueryAsync("SELECT * FROM \"CONNECT\"", database);
        Assert.Equal((10, 10), (connects.Count(row => Has(row, "Request")), connects.Count(row => Has(row, "Success"))));
        Assert.All(connects, row => Assert.Equal(("mqtt", "connect"), (row["Protocol"].GetString(), row["RequestType"].GetString())));
        Assert.All(connects.Where(row => Has(row, "Success")), row => Assert.InRange(row["Latency"].GetInt64(), 1, 60_000_000_000));
        var receipts = await influx.QueryAsync("SELECT * FROM \"RECEIVE\"", database);
        Assert.Equal(40, receipts.Count);
        Assert.All(receipts, row =>
        {
            using var payload = System.Text.Json.JsonDocument.Parse(row["Payload"].GetString()!);
            Assert.Equal(("mqtt", "publishOut", 1),
                (row["Protocol"].GetString(), row["RequestType"].GetString(), row["Success"].GetInt32()));
            Assert.Equal(payload.RootElement.GetProperty("messageNo").GetInt64(), row["messageNo"].GetInt64());
            Assert.Equal(payload.RootElement.GetProperty("clientID").GetString(), row["CLIENT"].GetString());
            Assert.InRange(row["Latency"].GetInt64(), 1, 60_000_000_000);
        });

        var texts = functions.SelectMany(function => function.Log).Concat(answers.Select(answer => answer.Body)).Concat(events);
        Assert.All(texts, text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        Assert.All(functions, function => Assert.Empty(function.Leftovers));
    }

    [Fact]
    public async Task No_point_is_lost_while_the_database_is_down_and_those_of_a_killed_function_are_counted()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var influx = await Influxd.StartAsync();
        var database = await influx.CreateDatabaseAsync();
        var shards = Events.Split(Events.Plan(broker.Plain, 6, 60, 16), 3);
        await using var listener = await Events.ListenAsync(broker.Plain, shards[0].RunId, 3);
        var functions = shards.Select(_ => new Function()).ToList();
        await using var end = new Ending(functions);

        var running = functions.Zip(shards, (function, shard) => function.InvokeAsync(
            Events.Json(Events.Of(shard, broker.Plain) with { Points = Target(influx, database) }))).ToList();
        var early = await Events.RunningAsync(listener);
        await influx.KillAsync();
        using var killed = System.Diagnostics.Process.GetProcessById(functions[2].Pid);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        killed.Kill();
        await Task.Delay(TimeSpan.FromSeconds(7), TestContext.Current.CancellationToken);
        await influx.RestartAsync();
        var answers = (await Task.WhenAll(running[..2])).Select(answer => answer.ToReport()).ToList();
        await Assert.ThrowsAsync<InvalidOperationException>(() => running[2]);

        // Connections make two points each, messages one.
        Assert.All(answers, report => Assert.Equal(
            new PointCount { Made = 4 + report.Totals.Received, Written = 4 + report.Totals.Received },
            report.Points! with { Reason = null }));
        var reports = early.ToList();
        while (listener.Reports.TryRead(out var report))
        {
            reports.Add(report);
        }

        var last = reports.Where(report => report.Shard == 2).MaxBy(report => report.Sequence)!;
        var result = Events.Merge(reports.Concat(answers), shards);
        Assert.Equal(answers.Sum(report => report.Points!.Made) + last.Points!.Made, result.Points!.Made);
        var rows = await CountAsync(influx, database, "CONNECT", "Request") + await CountAsync(influx, database, "CONNECT", "Success")
            + await CountAsync(influx, database, "RECEIVE", "Success");
        Assert.Equal(result.Points.Written, rows);
        Assert.True(last.Points.Written < last.Points.Made, $"{last.Points}");
        var note = $"InfluxDB has {rows:N0} of {result.Points.Made:N0} points";
        Assert.Contains(result.Notes, each => each.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_is_never_there_costs_the_test_nothing_but_its_points()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var function = new Function();
        var shards = Events.Split(Events.Plan(broker.Plain, 4, 20, 2), 1);

        var answer = await function.InvokeAsync(Events.Json(Events.Of(shards[0], broker.Plain) with
        {
            Points = new PointTarget { Url = new Uri("http://127.0.0.1:1"), Database = "none" },
        }));

        var result = Events.Merge([answer.ToReport()], shards);
        Assert.Equal((40, 40, 0), (result.Counters.Published, result.Counters.Received, result.Points!.Written));
        Assert.Equal(48, result.Points.Made);
        Assert.Contains(result.Notes, note => note.StartsWith("InfluxDB has 0 of 48 points", StringComparison.Ordinal)
            && note.Contains("127.0.0.1:1", StringComparison.Ordinal));
        Assert.Empty(function.Leftovers);
    }

    private static PointTarget Target(Influxd influx, string database) => new() { Url = influx.Url, Database = database };

    private static bool Has(IReadOnlyDictionary<string, System.Text.Json.JsonElement> row, string field) =>
        row.TryGetValue(field, out var value) && value.ValueKind != System.Text.Json.JsonValueKind.Null;

    private static async Task<IEnumerable<string>> FieldsAsync(Influxd influx, string database, string measurement) =>
        (await influx.QueryAsync($"SHOW FIELD KEYS FROM \"{measurement}\"", database))
            .Select(row => $"{measurement} {row["fieldKey"].GetString()} {row["fieldType"].GetString()}").Order(StringComparer.Ordinal);

    private static async Task<long> CountAsync(Influxd influx, string database, string measurement, string field) =>
        (await influx.QueryAsync($"SELECT count(\"{field}\") FROM \"{measurement}\"", database))[0]["count"].GetInt64();

    private sealed class Ending(IEnumerable<Function> functions) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var function in functions)
            {
                await function.DisposeAsync();
            }
        }
    }
}
