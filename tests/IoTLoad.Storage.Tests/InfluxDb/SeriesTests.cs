using System.Diagnostics;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Peers;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>Series of a test, to a real InfluxDB and back.</summary>
public sealed class SeriesTests(InfluxdFixture influxd) : IDisposable
{
    private readonly TemporaryStore _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task What_is_read_back_equals_the_run_store_s_series()
    {
        var (_, connection) = await influxd.ConnectAsync();
        var run = await WriteAsync(connection, "a", seconds: 60, shards: 3);

        using var reader = new InfluxDbReader(connection);
        var points = reader.Read(new InfluxDbQuery { TestId = "a" }, TestContext.Current.CancellationToken).ToList();

        Assert.Equal(Ordered(RunMetrics.Read(run)), Ordered(points));
        Assert.Equal(points.OrderBy(point => point.Timestamp).Select(point => point.Timestamp), points.Select(point => point.Timestamp));
    }

    [Fact]
    public async Task Only_the_test_the_metrics_and_the_time_asked_for_are_read()
    {
        var (_, connection) = await influxd.ConnectAsync();
        var run = await WriteAsync(connection, "a", seconds: 10, shards: 2);
        await WriteAsync(connection, "b", seconds: 10, shards: 1);
        using var reader = new InfluxDbReader(connection);
        var (start, end) = (SampleRun.Origin.AddSeconds(2), SampleRun.Origin.AddSeconds(5));

        var some = reader.Read(new InfluxDbQuery
        {
            TestId = "a",
            NameFilter = name => name is "Acked" or "Ack",
            Start = start,
            End =
            end
        }, TestContext.Current.CancellationToken);
        var both = reader.Read(new InfluxDbQuery { NameFilter = name => name is "Acked", Start = start, End = end },
            TestContext.Current.CancellationToken);

        Assert.Equal(Ordered(RunMetrics.Read(run, name => name is "Acked" or "Ack")
            .Where(point => point.Timestamp >= start && point.Timestamp < end)), Ordered(some));
        Assert.Equal([("a", 6), ("b", 3)], both.GroupBy(point => point.TestId).OrderBy(group => group.Key)
            .Select(group => (group.Key, group.Count())));
    }

    [Fact]
    public async Task Windows_put_seconds_together_as_their_statistics_allow()
    {
        var (_, connection) = await influxd.ConnectAsync();
        var run = await WriteAsync(connection, "a", seconds: 40, shards: 2);
        using var reader = new InfluxDbReader(connection);
        var window = TimeSpan.FromSeconds(10);

        var points = reader.Read(new InfluxDbQuery { TestId = "a", Window = window }, TestContext.Current.CancellationToken).ToList();

        var seconds = RunMetrics.Read(run).GroupBy(point => (point.Shard, point.Name, Window: point.Timestamp.Ticks / window.Ticks))
            .ToDictionary(group => group.Key, group => group.ToList());
        Assert.Equal(seconds.Sum(group => group.Value.Select(point => point.Statistic).Distinct().Count()), points.Count);
        Assert.All(points, point =>
        {
            Assert.Equal(0, point.Timestamp.Ticks % window.Ticks);
            var of = seconds[(point.Shard, point.Name, point.Timestamp.Ticks / window.Ticks)];
            var values = of.Where(second => second.Statistic == point.Statistic).Select(second => second.Value).ToList();
            var expected = point.Statistic switch
            {
                "Sum" or "SampleCount" => values.Sum(),
                "Last" => values[^1],
                "Mean" when point.Unit == "Milliseconds" =>
                    values.Zip(of.Where(second => second.Statistic == "SampleCount"), (mean, count) => mean * count.Value).Sum()
                    / of.Where(second => second.Statistic == "SampleCount").Sum(count => count.Value),
                "Mean" => values.Average(),
                _ => values.Max(),
            };
            Assert.Equal(expected, point.Value, Math.Abs(expected) * 1e-12);
        });
    }

    [Fact]
    public async Task No_test_ID_can_change_a_query_or_a_point()
    {
        var (server, connection) = await influxd.ConnectAsync();
        string[] ids = [.. NastyText.All, .. NastyText.Random(150)];
        await using (var sink = new InfluxDbSink(connection, SampleRun.Plan))
        {
            for (var i = 0; i < ids.Length; i++)
            {
                var report = SampleRun.Report(ids[i], 0);
                report.Slices[0].Counters.Lost = i;
                await sink.WriteAsync(report, TestContext.Current.CancellationToken);
            }

            await sink.CompleteAsync(TemporaryStore.Result("x"), TestContext.Current.CancellationToken);
        }

        using var reader = new InfluxDbReader(connection);
        var stored = ids.Select((id, index) => (Id: LineText.TagValue(id), Index: index)).GroupBy(each => each.Id)
            .ToDictionary(group => group.Key, group => group.Max(each => each.Index));
        foreach (var id in ids.Distinct())
        {
            var point = Assert.Single(reader.Read(new InfluxDbQuery { TestId = id, NameFilter = name => name == "Lost" },
                TestContext.Current.CancellationToken));
            Assert.Equal((id, (double)stored[LineText.TagValue(id)]), (point.TestId, point.Value));
        }

        Assert.Equal(stored.Count, (await server.QueryAsync("SELECT lost FROM iotload GROUP BY test", connection.Target)).Count);
    }

    [Fact]
    public async Task Buckets_hold_every_value_and_failures_are_counted_by_reason()
    {
        var (server, connection) = await influxd.ConnectAsync();
        await WriteAsync(connection, "a", seconds: 5, shards: 1);

        var buckets = await server.QueryAsync("SELECT sum(\"count\") FROM iotload_bucket WHERE latency = 'ack' GROUP BY le",
            connection.Target);
        var connect = await server.QueryAsync("SELECT \"count\", le FROM iotload_bucket WHERE latency = 'connect'", connection.Target);
        var failures = await server.QueryAsync("SELECT sum(\"count\"), max(total), first(reason) FROM (SELECT \"count\", total, "
            + "reason FROM iotload_failure)", connection.Target);
        var reasons = await server.QueryAsync("SHOW TAG VALUES FROM iotload_failure WITH KEY = reason", connection.Target);

        Assert.Equal(500, buckets.Sum(row => row["sum"].GetInt64()));
        Assert.Equal(("100", 2), (connect[0]["le"].GetString(), connect[0]["count"].GetInt32()));
        Assert.Equal((5, 5), (failures[0]["sum"].GetInt32(), failures[0]["max"].GetInt32()));
        Assert.Equal("Refused, by=\"broker\"", reasons[0]["value"].GetString());
    }

    [Fact]
    public async Task A_stored_run_can_be_sent_afterwards_as_often_as_one_likes()
    {
        var (_, connection) = await influxd.ConnectAsync();
        var run = await WriteAsync(connection, "a", seconds: 5, shards: 2);
        var other = (await influxd.ConnectAsync()).Connection;

        for (var i = 0; i < 2; i++)
        {
            var status = await InfluxDbReplay.SendRunAsync(other, run, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal((0, 0), (status.Waiting, status.Rejected));
        }

        using var reader = new InfluxDbReader(other);
        Assert.Equal(Ordered(RunMetrics.Read(run)),
            Ordered(reader.Read(new InfluxDbQuery { TestId = "a" }, TestContext.Current.CancellationToken)));
        Assert.False(Directory.Exists(Path.Combine(run.Folder, "influxdb")));
    }

    [Fact]
    public async Task Failures_are_sent_with_a_stored_run_and_count_once_however_often_they_are_sent()
    {
        var (server, connection) = await influxd.ConnectAsync();
        var other = (await influxd.ConnectAsync()).Connection;
        var run = await WriteAsync(connection, "a", seconds: 5, shards: 2);

        await InfluxDbReplay.SendRunAsync(connection, run, cancellation: TestContext.Current.CancellationToken);
        await InfluxDbReplay.SendRunAsync(other, run, cancellation: TestContext.Current.CancellationToken);

        foreach (var database in new[] { connection.Target, other.Target })
        {
            var failures = await server.QueryAsync("SELECT sum(\"count\"), max(total) FROM iotload_failure", database);
            Assert.Equal((10, 5), (failures[0]["sum"].GetInt32(), failures[0]["max"].GetInt32()));
        }
    }

    [Fact]
    public async Task What_an_ended_process_had_not_handed_over_is_sent_from_the_run_store_to_the_server_that_it_was_for()
    {
        var (_, connection) = await influxd.ConnectAsync();
        StoredRun run;
        await using (var stored = _temporary.Store.Create("a", SampleRun.Plan, SampleRun.Origin))
        {
            // As if the process had died: it began to write, and ended with neither its points nor its spool written.
            await using (var sink = new InfluxDbSink(
                connection with { Password = "secret", Username = "u" }, SampleRun.Plan,
                new InfluxDbSinkOptions { Folder = stored.Folder }))
            {
                Assert.DoesNotContain("secret", await File.ReadAllTextAsync(Path.Combine(stored.Folder, "influxdb.json"),
                    TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }

            for (var second = 0; second < 5; second++)
            {
                await stored.WriteAsync(SampleRun.Report("a", second), TestContext.Current.CancellationToken);
            }

            await stored.CompleteAsync(TemporaryStore.Result("a"), TestContext.Current.CancellationToken);
            run = _temporary.Store.Open("a");
        }

        var profiles = new InfluxDbProfiles(_temporary.Store.Root);
        var status = await InfluxDbReplay.SendUnfinishedAsync(run, profiles, TestContext.Current.CancellationToken);

        using var reader = new InfluxDbReader(connection);
        Assert.True(status!.Written > 5);
        Assert.Equal(Ordered(RunMetrics.Read(run)),
            Ordered(reader.Read(new InfluxDbQuery { TestId = "a" }, TestContext.Current.CancellationToken)));
        Assert.Null(await InfluxDbReplay.SendUnfinishedAsync(run, profiles, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Points_after_the_server_s_now_are_read_with_and_without_windows()
    {
        var (_, connection) = await influxd.ConnectAsync();
        using (var client = new InfluxDbClient(connection))
        {
            var now = DateTimeOffset.UtcNow;
            await client.WriteAsync(
                [.. Enumerable.Range(-10, 30).Select(second =>
                    $"iotload,test=part,shard=0 published=100i {SecondPoints.TimeOf(now, second)}")],
                TestContext.Current.CancellationToken);
        }

        using var reader = new InfluxDbReader(connection);
        foreach (var query in new InfluxDbQuery[]
        {
            new() { TestId = "part" },
            new() { TestId = "part", Window = TimeSpan.FromSeconds(1) },
            new() { Start = DateTimeOffset.UtcNow.AddHours(-3) },
            new() { Start = DateTimeOffset.UtcNow.AddHours(-3), Window = TimeSpan.FromMinutes(1) },
        })
        {
            Assert.Equal(3000, reader.Read(query, TestContext.Current.CancellationToken).Sum(point => point.Value));
        }
    }

    [Fact]
    public async Task Points_of_every_retention_policy_are_read_and_a_copy_counts_once()
    {
        var (server, connection) = await influxd.ConnectAsync();
        await WriteAsync(connection, "a", seconds: 5, shards: 1);
        await server.QueryAsync($"CREATE RETENTION POLICY \"new one\" ON \"{connection.Target}\" DURATION INF REPLICATION 1 DEFAULT");
        var run = await WriteAsync(connection, "b", seconds: 5, shards: 2);
        await server.QueryAsync("SELECT * INTO \"new one\".iotload FROM autogen.iotload GROUP BY *", connection.Target);

        using var reader = new InfluxDbReader(connection);
        var points = reader.Read(new InfluxDbQuery { NameFilter = name => name == "Published" }, TestContext.Current.CancellationToken)
            .ToList();

        Assert.Equal([("a", 5), ("b", 10)], points.GroupBy(point => point.TestId).OrderBy(group => group.Key)
            .Select(group => (group.Key, group.Count())));
        Assert.Equal(
            RunMetrics.Read(run, name => name == "Published").Sum(point => point.Value), points.Where(point => point.TestId == "b")
                .Sum(point => point.Value));
    }

    [Theory]
    [InlineData("Shard")]
    [InlineData("protocol")]
    [InlineData("PATTERN")]
    [InlineData("Name")]
    [InlineData("published")]
    public void A_tag_or_field_of_ours_cannot_be_a_tag_of_the_user_in_any_case(string name)
    {
        var error = Assert.Throws<LoadException>(
            () => new SecondPoints(new LoadPlan(), "iotload", new Dictionary<string, string> { [name] = "mine" }));

        Assert.Equal("InfluxDbNameInvalid", error.ErrorId);
    }

    [Fact]
    public async Task InfluxDB_s_client_logs_no_secret()
    {
        await using var server = await VictoriaMetrics.StartAsync();
        using var log = new StringWriter();
        using var listener = new TextWriterTraceListener(log);
        Trace.Listeners.Add(listener);
        try
        {
            await WriteAsync(new InfluxDbConnection { Url = server.Url, Bucket = "b", Org = "o", Token = "t0k3n" }, "a", seconds: 2,
                shards: 1);
        }
        finally
        {
            Trace.Listeners.Remove(listener);
        }

        listener.Flush();
        Assert.DoesNotContain("t0k3n", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_version_s_write_path_is_taken_by_VictoriaMetrics()
    {
        await using var server = await VictoriaMetrics.StartAsync();
        var connection = new InfluxDbConnection { Url = server.Url, Bucket = "b", Org = "o", Token = "t" };
        await WriteAsync(connection, "a", seconds: 5, shards: 2);

        var series = await server.ExportAsync("iotload_ack_count");
        var check = await InfluxDbCheck.RunAsync(connection, TestContext.Current.CancellationToken);

        Assert.Equal(2, series.Count);
        Assert.All(series, each => Assert.Contains("\"test\":\"a\"", each, StringComparison.Ordinal));
        Assert.All(series, each => Assert.Contains("\"values\":[100,100,100,100,100]", each, StringComparison.Ordinal));
        Assert.Equal((InfluxDbKind.Writer, "VictoriaMetrics"), (check.Server!.Kind, check.Server.Product));
        Assert.True(check.CanWrite);
        Assert.Equal("InfluxDbReadNotSupported", check.ReadError!.ErrorId);
    }

    private async Task<StoredRun> WriteAsync(InfluxDbConnection connection, string id, int seconds, int shards)
    {
        await using var sink = new InfluxDbSink(connection, SampleRun.Plan);
        var run = await SampleRun.RecordAsync(_temporary, id, seconds, shards, sink);
        await sink.CompleteAsync(TemporaryStore.Result(id), TestContext.Current.CancellationToken);
        return run;
    }

    internal static IEnumerable<MetricPoint> Ordered(IEnumerable<MetricPoint> points) => points
        .Select(point => point with { Source = "" })
        .OrderBy(point => point.Timestamp)
        .ThenBy(point => point.Shard)
        .ThenBy(point => point.Name, StringComparer.Ordinal)
        .ThenBy(point => point.Statistic, StringComparer.Ordinal);
}
