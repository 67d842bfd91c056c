using IoTLoad.Engine;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>
/// What servers that cannot be had here answer, as docs.influxdata.com records it: "Troubleshoot issues writing data" of OSS v2 (422)
/// and of InfluxDB 3 Core (400), "Use the v3 write_lp API to write data" (partial writes), "Server information" of InfluxDB 3 Core
/// (/ping), "InfluxDB 1.x HTTP endpoints"; 404 as the recordings of InfluxData's client for R have it.
/// </summary>
public sealed class ServerAnswerTests
{
    private const string Line = "m v=1 1";

    private static readonly InfluxDbWriterOptions Impatient = new()
    {
        BatchAge = TimeSpan.FromMilliseconds(10),
        RetryLeast = TimeSpan.FromMilliseconds(10),
        RetryMost = TimeSpan.FromMilliseconds(50),
    };

    [Theory]
    [InlineData("1.6.7~rc0", null, InfluxDbKind.V1)]
    [InlineData("1.12.2-c1.12.2", "ENT", InfluxDbKind.V1)]
    [InlineData("v2.7.12", "OSS", InfluxDbKind.V2)]
    [InlineData("2.0.0-beta.16", "OSS", InfluxDbKind.V2)]
    [InlineData(null, "Cloud", InfluxDbKind.V2)]
    [InlineData("3.4.1", "Core", InfluxDbKind.V3)]
    [InlineData("unknown", "x", null)]
    [InlineData(null, null, null)]
    public void The_version_tells_the_API(string? version, string? build, InfluxDbKind? kind) =>
        Assert.Equal(kind, InfluxDbServer.Of(version, build)?.Kind);

    [Theory]
    [InlineData("""{"name":"influxdb","message":"ready for queries and writes","status":"pass","checks":[],"version":"v2.7.1","commit":"407fa622e9"}""", InfluxDbKind.V2)]
    [InlineData("""{"name":"influxdb","message":"ready for queries and writes","status":"pass","version":"1.8.10"}""", InfluxDbKind.V1)]
    public async Task A_proxy_that_takes_away_the_header_is_asked_for_health(string health, InfluxDbKind kind)
    {
        using var server = new StubServer(request => request.Path == "/health" ? new StubAnswer(200, health) : new StubAnswer(204));
        using var client = new InfluxDbClient(InfluxdFixture.To(server.Url, "d"));

        Assert.Equal(kind, (await client.DetectAsync(TestContext.Current.CancellationToken)).Kind);
    }

    [Fact]
    public async Task Version_3_names_itself_in_the_body_of_ping_and_may_want_its_token_there()
    {
        using var server = new StubServer(request => request.Authorization == "Token t"
            ? new StubAnswer(200, """{"version":"3.0.1","revision":"d7c071e0c4","process_id":"b2d3"}""")
            : new StubAnswer(401, """{"error": "the request was not authenticated"}"""));

        using var known = new InfluxDbClient(InfluxdFixture.To(server.Url, "d") with { Token = "t" });
        using var unknown = new InfluxDbClient(InfluxdFixture.To(server.Url, "d"));

        Assert.Equal(new InfluxDbServer(InfluxDbKind.V3, "InfluxDB", "3.0.1"),
            await known.DetectAsync(TestContext.Current.CancellationToken));
        Assert.Equal("InfluxDbUnauthorized",
            (await Assert.ThrowsAsync<LoadException>(() => unknown.DetectAsync(TestContext.Current.CancellationToken))).ErrorId);
    }

    [Theory]
    [InlineData("1.8.10", "/write?db=my%20b%26cket&precision=ns")]
    [InlineData("v2.7.1", "/api/v2/write?org=o%2F1&bucket=my%20b%26cket&precision=ns")]
    [InlineData("3.0.1", "/write?db=my%20b%26cket&precision=ns")]
    public async Task Each_version_is_written_to_by_its_own_path(string version, string path)
    {
        using var server = StubServer.OfVersion(version, new StubAnswer(204));
        using var client = new InfluxDbClient(new InfluxDbConnection { Url = server.Url, Bucket = "my b&cket", Org = "o/1", Token = "t" });

        Assert.Equal(WriteStatus.Accepted, (await client.WriteAsync([Line], TestContext.Current.CancellationToken)).Status);
        var request = Assert.Single(server.Writes);
        Assert.Equal(path, request.Path, ignoreCase: true);
        Assert.Equal(("Token t", Line), (request.Authorization, request.Body.TrimEnd('\n')));
    }

    [Theory]
    [InlineData("v2.7.1", 401, """{"code":"unauthorized","message":"unauthorized access"}""", WriteStatus.Refused, "InfluxDbUnauthorized")]
    [InlineData("v2.7.1", 403, """{"code":"forbidden","message":"insufficient permissions for write"}""", WriteStatus.Refused, "InfluxDbUnauthorized")]
    [InlineData("v2.7.1", 404, """{"code":"not found","message":"bucket \"no-bucket\" not found"}""", WriteStatus.Refused, "InfluxDbBucketNotFound")]
    [InlineData("v2.7.1", 404, """{"code":"not found","message":"organization name \"o\" not found"}""", WriteStatus.Refused, "InfluxDbBucketNotFound")]
    [InlineData("v2.7.1", 500, """{"code":"internal error","message":"unexpected error writing points to database: [shard 5] write /var/lib/x.wal: no space left on device"}""", WriteStatus.Retry, "InfluxDbDiskFull")]
    [InlineData("v2.7.1", 503, """{"code":"unavailable","message":"unexpected error writing points to database: timeout"}""", WriteStatus.Retry, "InfluxDbServerFailed")]
    [InlineData("v2.7.1", 429, """{"code":"too many requests","message":"org 053 has exceeded limited_write plan limit"}""", WriteStatus.Retry, "InfluxDbServerFailed")]
    [InlineData("1.8.10", 403, """{"error":"\"u\" user is not authorized to write to database \"d\""}""", WriteStatus.Refused, "InfluxDbUnauthorized")]
    [InlineData("1.8.10", 500, """{"error":"engine: cache-max-memory-size exceeded: (1073741919/1073741824)"}""", WriteStatus.Retry, "InfluxDbServerFailed")]
    [InlineData("1.8.10", 302, "", WriteStatus.Refused, "InfluxDbRequestRefused")]
    [InlineData("1.8.10", 404, "404 page not found", WriteStatus.Refused, "InfluxDbRequestRefused")]
    [InlineData("3.0.1", 401, """{"error": "the request was not authenticated"}""", WriteStatus.Refused, "InfluxDbUnauthorized")]
    [InlineData("3.0.1", 413, "", WriteStatus.TooLarge, null)]
    public async Task Refusals_are_told_from_failures_that_pass(string version, int status, string body, object outcome, string? errorId)
    {
        using var server = StubServer.OfVersion(version, new StubAnswer(status, body));
        using var client = new InfluxDbClient(To(server.Url));

        var actual = await client.WriteAsync([Line], TestContext.Current.CancellationToken);

        Assert.Equal(((WriteStatus)outcome, errorId), (actual.Status, actual.Error?.ErrorId));
    }

    /// <summary>As InfluxDB 3's documentation has it: a list if the rest was written, one object if nothing was.</summary>
    [Theory]
    [InlineData("1.8.10", """{"error":"partial write: unable to parse 'bad': missing fields dropped=0"}""", "InfluxDbLineMalformed")]
    [InlineData("v2.7.1", """{"code":"invalid","message":"unable to parse 'bad': missing fields"}""", "InfluxDbLineMalformed")]
    [InlineData("3.0.1", """{"error":"partial write of line protocol occurred","data":[{"original_line":"bad","line_number":2,"error_message":"No fields were provided"}]}""", "InfluxDbLineRejected")]
    [InlineData("3.0.1", """{"error":"partial write of line protocol occurred","data":[{"original_line":"bad","line_number":2,"error_message":"invalid column type for column 'v', expected iox::column_type::field::float, got iox::column_type::field::integer"}]}""", "InfluxDbFieldTypeConflict")]
    [InlineData("3.4.1", """{"error": "parsing failed for write_lp endpoint","data": {"original_line": "bad","line_number": 2,"error_message": "invalid column type for column 'temp', expected iox::column_type::field::float, got iox::column_type::field::string"}}""", "InfluxDbFieldTypeConflict")]
    public async Task A_rejected_line_costs_no_other_and_its_error_says_why(string version, string body, string errorId)
    {
        using var server = new StubServer(request => request.Path == "/ping" ? new StubAnswer(204, "", ("X-Influxdb-Version", version))
            : request.Body.Contains("bad", StringComparison.Ordinal) ? new StubAnswer(400, body) : new StubAnswer(204));
        using var client = new InfluxDbClient(To(server.Url));

        var result = await new BatchSender(client, 100).SendAsync(["m v=1 1", "bad", "m v=3 3"], TestContext.Current.CancellationToken);

        Assert.Equal((2, errorId, "bad"), (result.Written, Assert.Single(result.Rejected).Error.ErrorId, result.Rejected[0].Error.Target));
    }

    /// <summary>The example of OSS v2's documentation.</summary>
    [Fact]
    public async Task Points_outside_of_the_retention_are_told_as_such_and_counted_without_halving()
    {
        const string Answer = """{"code":"unprocessable entity","message":"failure writing points to database: partial write: dropped 4 points outside retention policy of duration 24h0m0s - oldest point home,room=Living\\\\ Room at 1970-01-01T00:00:01.541Z dropped because it violates a Retention Policy Lower Bound at 2025-05-20T19:06:17.612973Z, newest point home,room=Living\\\\ Room at 1970-01-01T00:00:01.5410006Z dropped because it violates a Retention Policy Lower Bound at 2025-05-20T19:06:17.612973Z dropped=4 for database: 9f282d63c7d3a5c0 for retention policy: autogen"}""";
        using var server = StubServer.OfVersion("v2.7.12", new StubAnswer(422, Answer));
        using var client = new InfluxDbClient(To(server.Url));

        var result = await new BatchSender(client, 100)
            .SendAsync(["m v=1 1", "m v=2 2", "m v=3 3", "m v=4 4"], TestContext.Current.CancellationToken);

        Assert.Equal((0, 4), (result.Written, result.Rejected.Count));
        Assert.Equal("InfluxDbOutsideRetention", result.Rejected[0].Error.ErrorId);
        Assert.Single(server.Writes);
    }

    [Fact]
    public async Task A_line_that_the_server_does_not_name_is_found_by_halving()
    {
        const string Answer = """{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict: input field \"v\" on measurement \"m\" is type integer, already exists as type float dropped=1"}""";
        using var server = new StubServer(request => request.Path == "/ping"
            ? new StubAnswer(204, "", ("X-Influxdb-Version", "v2.7.1"))
            : request.Body.Contains("v=7i", StringComparison.Ordinal) ? new StubAnswer(422, Answer) : new StubAnswer(204));
        using var client = new InfluxDbClient(To(server.Url));
        string[] lines = [.. Enumerable.Range(0, 64).Select(i => i == 7 ? "m v=7i 7" : $"m v={i} {i}")];

        var result = await new BatchSender(client, 100).SendAsync(lines, TestContext.Current.CancellationToken);

        Assert.Equal((63, "InfluxDbFieldTypeConflict"), (result.Written, Assert.Single(result.Rejected).Error.ErrorId));
        Assert.InRange(server.Writes.Count, 7, 20);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_halved()
    {
        using var server = new StubServer(request => request.Path == "/ping"
            ? new StubAnswer(204, "", ("X-Influxdb-Version", "3.0.1"))
            : request.Body.Length > 40 ? new StubAnswer(413) : new StubAnswer(204));
        using var client = new InfluxDbClient(To(server.Url));

        var result = await new BatchSender(client, 100)
            .SendAsync([.. Enumerable.Range(1, 6).Select(i => $"m v={i} {i}")], TestContext.Current.CancellationToken);

        Assert.Equal((6, 0), (result.Written, result.Rejected.Count));
    }

    [Fact]
    public async Task Retry_After_is_honoured()
    {
        using var server = StubServer.OfVersion("v2.7.1", new StubAnswer(429, "", ("Retry-After", "1")), new StubAnswer(204));
        using var client = new InfluxDbClient(To(server.Url));
        await using var writer = new InfluxDbWriter(client, Impatient, spool: null, seed: 1);
        writer.Add(Line);
        while (server.Writes.Count == 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        var begin = Environment.TickCount64;
        while (writer.Status.Written == 0)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.True(Environment.TickCount64 - begin >= 900);
        Assert.Equal((1, 1), (writer.Status.Retries, writer.Status.Written));
    }

    [Fact]
    public void The_wait_grows_with_jitter_up_to_its_limit()
    {
        var delay = new RetryDelay(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), seed: 1);

        var waits = Enumerable.Range(0, 10).Select(_ => delay.Next(null).TotalSeconds).ToList();

        for (var i = 0; i < waits.Count; i++)
        {
            var ceiling = Math.Min(30, Math.Pow(2, i));
            Assert.InRange(waits[i], ceiling / 2, ceiling);
        }

        Assert.True(delay.Next(TimeSpan.FromMinutes(1)) >= TimeSpan.FromMinutes(1));
        delay.Reset();
        Assert.InRange(delay.Next(null).TotalSeconds, 0.5, 1);
    }

    [Fact]
    public async Task Version_2_without_an_organisation_is_told_what_is_missing()
    {
        using var server = StubServer.OfVersion("v2.7.1", new StubAnswer(204));
        var check = await InfluxDbCheck.RunAsync(new InfluxDbConnection { Url = server.Url, Bucket = "b", Token = "t" },
            TestContext.Current.CancellationToken);

        Assert.Equal(("InfluxDbOrgMissing", "InfluxDbOrgMissing"), (check.WriteError!.ErrorId, check.ReadError!.ErrorId));
    }

    private static InfluxDbConnection To(Uri url) => new() { Url = url, Bucket = "d", Org = "o", Token = "t" };
}
