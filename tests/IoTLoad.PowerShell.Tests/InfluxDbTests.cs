using System.Management.Automation;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Tests that write to a real influxd, and the cmdlets that read what they wrote.</summary>
public sealed class InfluxDbTests(InfluxDbFixture influx) : IClassFixture<InfluxDbFixture>
{
    private const string Short = "-Clients 10 -Rate 100 -Duration 2s";

    [Theory]
    [InlineData("Start-IoTLoadTest {0} @influx")]
    [InlineData("Start-IoTLoadTest {0} @influx -AsJob | Receive-Job -Wait")]
    [InlineData("Start-IoTLoadTest {0} @influx -NoWait | Wait-IoTLoadTest")]
    [InlineData("Start-IoTLoadTest {0} | Out-Null; Get-IoTLoadTest -Newest 1 | Start-IoTLoadTest @influx")]
    public async Task What_a_test_wrote_is_read_back_equal_to_what_its_folder_holds(string script)
    {
        var (session, _) = await influx.OpenAsync();
        using (session)
        {
            var result = session.One(script.Replace("{0}", Short, StringComparison.Ordinal));

            Assert.DoesNotContain("Influx", result.Text("Notes"), StringComparison.Ordinal);
            AssertEqualSeries(session, result.Text("Id"), 200);
        }
    }

    [Fact]
    public async Task Tags_and_a_point_for_each_message_are_written_where_they_are_asked_for()
    {
        var (session, database) = await influx.OpenAsync();
        using (session)
        {
            session.One($"Start-IoTLoadTest {Short} @influx -InfluxTag @{{ build = 1234 }} -PointSample 1 -PointPayload");

            Assert.Equal(
                [("RECEIVE", 200)],
                (await influx.Server.QueryAsync("SELECT count(Success) FROM \"RECEIVE\"", database))
                    .Select(row => ("RECEIVE", row["count"].GetInt32())));
            Assert.Equal(10, (await influx.Server.QueryAsync("SELECT count(Latency) FROM \"CONNECT\"", database))[0]["count"].GetInt32());
            Assert.Contains("messageNo", (await influx.Server.QueryAsync("SELECT Payload FROM \"RECEIVE\" LIMIT 1",
                database))[0]["Payload"].GetString(), StringComparison.Ordinal);
            Assert.Equal("1234", (await influx.Server.QueryAsync("SHOW TAG VALUES FROM iotload WITH KEY = build", database))[0]["value"]
                .GetString());
        }
    }

    [Fact]
    public async Task Tags_are_the_same_in_every_culture_and_lists_are_joined()
    {
        var (session, database) = await influx.OpenAsync();
        using (session)
        {
            session.Run("$tags = @{ ratio = 0.5; day = [datetime]'2026-11-05T10:00:00Z'; list = 1, 2.5 }; "
                + "$day = $tags.day.ToString('yyyy-MM-ddTHH:mm:ss')");
            session.Run("[cultureinfo]::CurrentCulture = 'de-DE'");
            session.One($"Start-IoTLoadTest {Short} @influx -InfluxTag $tags");

            foreach (var (key, value) in new[] { ("ratio", "0.5"), ("list", "1,2.5"), ("day", session.One("$day").ToString()!) })
            {
                var row = Assert.Single(await influx.Server.QueryAsync($"SHOW TAG VALUES FROM iotload WITH KEY = \"{key}\"", database));
                Assert.StartsWith(value, row["value"].GetString(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("$h = @{ 1 = 'a' }; $h.Add('1', 'b')", "InfluxDbTagInvalid")]
    [InlineData("$h = @{ build = @{ number = 1 } }", "InfluxDbTagInvalid")]
    [InlineData("$h = @{ Shard = 'mine' }", "InfluxDbNameInvalid")]
    public async Task A_tag_that_would_be_wrong_is_refused_before_the_test(string tags, string errorId)
    {
        var (session, database) = await influx.OpenAsync();
        using (session)
        {
            session.Run($"{tags}; Start-IoTLoadTest {Short} @influx -InfluxTag $h");

            Assert.StartsWith(errorId + ",", session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Empty(await influx.Server.QueryAsync("SELECT published FROM iotload", database));
        }
    }

    [Fact]
    public async Task A_time_range_holds_all_its_tests_and_windows_put_their_seconds_together()
    {
        var (session, _) = await influx.OpenAsync();
        using (session)
        {
            var from = DateTimeOffset.UtcNow.AddSeconds(-2);
            string[] ids = [session.One($"Start-IoTLoadTest {Short} @influx")
                .Text("Id"), session.One($"Start-IoTLoadTest {Short} @influx").Text("Id")];

            var points = session.Run("Get-IoTLoadMetrics -Source InfluxDB -From $from -Name published -Statistic Sum @influx",
                ("from", from));
            Assert.Equal(ids, points.Select(point => point.Text("TestId")).Distinct().Order());
            Assert.Equal(400, points.Sum(point => (double)point.Get("Value")!));
            Assert.True(points.Count > 3);

            var windows = session.Run("Get-IoTLoadMetrics -Source InfluxDB -From $from -Name Published, Ack -Statistic Sum, "
                + "Samp*, Mean -Window 1h @influx", ("from", from));
            Assert.Equal(400, windows.Where(point => point.Text("Name") == "Published").Sum(point => (double)point.Get("Value")!));
            Assert.Equal(["Mean", "SampleCount", "Sum"], windows.Select(point => point.Text("Statistic")).Distinct().Order());

            Assert.Empty(session.Run("Get-IoTLoadMetrics -Source InfluxDB -From $from -To $from.AddSeconds(1) @influx",
                ("from", from.AddDays(-1))));
            Assert.Contains("no such points", Assert.Single(session.Warnings), StringComparison.Ordinal);
            Assert.Empty(session.Run("Get-IoTLoadMetrics never-was -Source InfluxDB @influx"));
            Assert.Contains("never-was", Assert.Single(session.Warnings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_database_that_goes_away_costs_a_note_and_the_rest_is_sent_later()
    {
        var (session, database) = await influx.OpenAsync();
        using (session)
        {
            var job = Task.Run(() => session.Run("Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 4s @influx"),
                TestContext.Current.CancellationToken);
            while ((await influx.Server.QueryAsync("SELECT count(published) FROM iotload", database)).Count == 0)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            await influx.Server.QueryAsync($"DROP DATABASE \"{database}\"");
            var id = Assert.Single(await job).Text("Id");

            var stored = session.One("Get-IoTLoadTest $id -Result", ("id", id));
            var note = stored.Text("Notes");
            Assert.Contains("Influx", note, StringComparison.Ordinal);
            Assert.Contains("wait in '", note, StringComparison.Ordinal);
            Assert.Contains("has no bucket or database", note, StringComparison.Ordinal);

            session.Run("Send-IoTLoadMetrics $id @influx", ("id", id));
            Assert.StartsWith("InfluxDbIncomplete,", session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal(ErrorCategory.ObjectNotFound, session.Error.CategoryInfo.Category);

            await influx.Server.QueryAsync($"CREATE DATABASE \"{database}\"");
            Assert.Empty(session.Run("Send-IoTLoadMetrics $id -WhatIf @influx", ("id", id)));
            var sent = session.One("Get-IoTLoadTest $id | Send-IoTLoadMetrics @influx", ("id", id));
            Assert.Equal((id, sent.Count("Recovered")), (sent.Text("TestId"), sent.Count("Lines")));
            Assert.True(sent.Count("Lines") > 0);
            Assert.Equal(0, session.One("Send-IoTLoadMetrics $id @influx", ("id", id)).Count("Lines"));

            // What had been written before the database was dropped is in the run store as well.
            Assert.True(session.One("Send-IoTLoadMetrics $id -All @influx", ("id", id)).Count("Lines") > sent.Count("Lines"));
            AssertEqualSeries(session, id, 400);
        }
    }

    [Fact]
    public async Task A_field_of_another_type_is_told_and_its_lines_are_kept()
    {
        var (session, database) = await influx.OpenAsync();
        using (session)
        {
            await WriteAsync(database, $"iotload published=\"text\" {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}000000");

            var result = session.One($"Start-IoTLoadTest {Short} @influx");

            var note = result.Text("Notes");
            Assert.Contains("Influx", note, StringComparison.Ordinal);
            Assert.Contains("field type conflict", note, StringComparison.Ordinal);
            Assert.NotEmpty(File.ReadAllLines(Path.Combine(result.Text("Folder"), "influxdb", "rejected.lp")));

            session.Run("Send-IoTLoadMetrics $id -All @influx", ("id", result.Text("Id")));
            Assert.StartsWith("InfluxDbFieldTypeConflict,", session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.StartsWith("iotload,", session.Error.TargetObject.ToString(), StringComparison.Ordinal);
            Assert.NotEmpty(session.Error.ErrorDetails.RecommendedAction);
        }
    }

    [Fact]
    public async Task A_proxy_that_cuts_an_answer_is_an_error_and_not_a_short_series()
    {
        await using var proxy = new CuttingProxy(influx.Server.Port);
        var (session, _) = await influx.OpenAsync(proxy.Url);
        using (session)
        {
            var id = session.One($"Start-IoTLoadTest {Short} @influx").Text("Id");
            proxy.AnswerLimit = 1000;

            session.Run("Get-IoTLoadMetrics $id -Source InfluxDB @influx | Out-Null", ("id", id));

            Assert.StartsWith("InfluxDbConnectionLost,", session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal(ErrorCategory.ConnectionError, session.Error.CategoryInfo.Category);
            Assert.Contains("proxies", session.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_proxy_that_cuts_requests_costs_no_second()
    {
        await using var proxy = new CuttingProxy(influx.Server.Port);
        var (session, _) = await influx.OpenAsync(proxy.Url);
        using (session)
        {
            var running = Task.Run(() => session.Run("Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 4s @influx"),
                TestContext.Current.CancellationToken);
            while (proxy.Cuts < 2)
            {
                // More than the check before the test sends on a connection, and less than a second's lines.
                proxy.RequestLimit = 1000;
                Assert.False(running.IsCompleted);
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            proxy.RequestLimit = long.MaxValue;
            var result = Assert.Single(await running);

            Assert.DoesNotContain("Influx", result.Text("Notes"), StringComparison.Ordinal);
            AssertEqualSeries(session, result.Text("Id"), 400);
        }
    }

    [Fact]
    public async Task A_server_is_tested_and_a_product_that_only_takes_writes_is_no_fault()
    {
        var (session, database) = await influx.OpenAsync();
        using (session)
        {
            var check = session.One("Test-IoTLoadInfluxDB @influx");
            Assert.Equal(
                (database, "InfluxDB 1.6.7", "True", "True"),
                (check.Text("Target"), check.Text("Server")[..14], check.Text("CanWrite"), check.Text("CanRead")));

            await using var other = await VictoriaMetrics.StartAsync();
            var writer = session.One("Test-IoTLoadInfluxDB -InfluxUrl $url -InfluxBucket b", ("url", other.Url.OriginalString));
            Assert.Equal(("True", "False"), (writer.Text("CanWrite"), writer.Text("CanRead")));
        }
    }

    private static void AssertEqualSeries(ModuleSession session, string id, double published)
    {
        var stored = session.Run("Get-IoTLoadMetrics $id", ("id", id));
        var read = session.Run("Get-IoTLoadMetrics $id -Source InfluxDB @influx", ("id", id));
        Assert.Empty(session.Errors.Select(error => error.ToString()));
        Assert.Equal(published, read.Where(point => point.Text("Name") == "Published").Sum(point => (double)point.Get("Value")!));
        Assert.All(read, point => Assert.Equal("InfluxDB", point.Text("Source")));
        Assert.Equal(Lines(stored), Lines(read));

        static IEnumerable<string> Lines(IEnumerable<PSObject> points) => points
            .Select(point => string.Join(' ', point.Properties.Where(property => property.Name != "Source")
                .Select(property => FormattableString.Invariant($"{property.Value}"))))
            .Order(StringComparer.Ordinal);
    }

    private async Task WriteAsync(string database, string line)
    {
        using var http = new HttpClient();
        using var content = new StringContent(line);
        using var response =
            await http.PostAsync(new Uri(influx.Server.Url, $"write?db={database}"), content, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
