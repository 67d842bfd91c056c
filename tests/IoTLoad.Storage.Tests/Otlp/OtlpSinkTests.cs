using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;
using IoTLoad.Storage.Otlp;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests.Otlp;

/// <summary>Tests that export by OTLP, and what a collector has of them.</summary>
public sealed class OtlpSinkTests : IDisposable
{
    private readonly PrivateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_second_is_exported_and_is_equal_to_that_of_the_run_store()
    {
        using var receiver = new OtlpReceiver();
        var connection = OtlpConnection.Parse(receiver.Url.OriginalString) with
        {
            Headers = new Dictionary<string,
            string>
            { ["Authorization"] = "Bearer a,b=c" }
        };
        await OtlpCheck.RunAsync(connection, TestContext.Current.CancellationToken);

        var (result, run) = await RunAsync(Plan(3) with { Name = "nightly" }, connection);

        var points = receiver.Requests.SelectMany(request => request.Points).ToList();
        Assert.All(receiver.Requests, request => Assert.Equal(
            ("iotload", result.Id, "nightly"),
            (request.Resource["service.name"], request.Resource["service.instance.id"], request.Resource["iotload.test.name"])));
        Assert.All(points, point => Assert.Equal((result.Id, "0", "RoundTrip"),
            (point.Attributes["test"], point.Attributes["shard"], point.Attributes["pattern"])));
        Assert.Equal(["Bearer a,b=c"], receiver.Authorizations);

        // A sum grows by what each second counted, and ends as the result's.
        var seconds = RunMetrics.Read(run).ToList();
        foreach (var (metric, name, total) in new[]
        {
            ("iotload.published", "Published", result.Counters.Published),
            ("iotload.received", "Received", result.Counters.Received),
            ("iotload.connect_attempts", "ConnectAttempts", result.Counters.ConnectAttempts),
        })
        {
            var running = 0.0;
            var expected = seconds.Where(point => point.Name == name).Select(point => running += point.Value).ToList();
            var sums = points.Where(point => point.Metric == metric).ToList();
            Assert.All(sums, sum => Assert.True(sum.IsSum));
            Assert.Equal(expected, sums.Take(expected.Count).Select(sum => sum.Value));
            Assert.Equal(total, sums[^1].Value);
        }

        foreach (var (latency, name) in new[] { ("ack", "Ack"), ("round_trip", "RoundTrip"), ("schedule_lag", "ScheduleLag") })
        {
            Assert.Equal(
                seconds.Where(point => point.Name == name && point.Statistic == "p99").Select(point => point.Value),
                Seconds(receiver).SelectMany(request => request.Points)
                    .Where(point => point.Metric == "iotload.latency" && point.Attributes["latency"] == latency
                        && point.Attributes["statistic"] == "p99").Select(point => point.Value));
        }

        Assert.Equal(seconds.Where(point => point.Name == "Online").Select(point => point.Value), Seconds(receiver)
            .SelectMany(request => request.Points).Where(point => point.Metric == "iotload.online").Select(point => point.Value));
        Assert.Equal(result.Ack.Count,
            points.Last(point => point.Metric == "iotload.latency.samples" && point.Attributes["latency"] == "ack").Value);

        // One export more is made when the exporter is closed.
        IEnumerable<OtlpRequest> Seconds(OtlpReceiver of) => of.Requests.Take(seconds.Select(point => point.Timestamp).Distinct().Count());
    }

    [Fact]
    public async Task A_redirect_takes_no_header_to_another_server()
    {
        using var other = new OtlpReceiver();
        using var receiver = new OtlpReceiver { RedirectTo = other.Url };

        var headers = new Dictionary<string, string> { ["X-Api-Key"] = "secret" };
        var (result, _) = await RunAsync(Plan(1), OtlpConnection.Parse(receiver.Url.OriginalString) with { Headers = headers });

        Assert.Empty(other.Authorizations);
        Assert.Contains(result.Notes, note => note.Contains("Otlp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collector_that_speaks_gRPC_gets_the_same()
    {
        await using var receiver = await GrpcReceiver.StartAsync();
        var connection = OtlpConnection.Parse(receiver.Url.OriginalString, OtlpTransport.Grpc) with
        {
            Headers = new Dictionary<string,
            string>
            { ["authorization"] = "Bearer a" }
        };
        await OtlpCheck.RunAsync(connection, TestContext.Current.CancellationToken);

        var (result, _) = await RunAsync(Plan(2), connection);

        Assert.DoesNotContain(result.Notes, note => note.Contains("Otlp", StringComparison.Ordinal));
        Assert.All(receiver.Requests, request => Assert.Equal("Bearer a", request.Authorization));
        Assert.Equal(result.Counters.Published, receiver.Requests.SelectMany(request => request.Request.Points)
            .Last(point => point.Metric == "iotload.published").Value);
    }

    [Fact]
    public async Task Tests_that_run_at_once_export_their_own_figures_only()
    {
        using var first = new OtlpReceiver();
        using var second = new OtlpReceiver();

        var results = await Task.WhenAll(
            RunAsync(Plan(2), OtlpConnection.Parse(first.Url.OriginalString)),
            RunAsync(Plan(2), OtlpConnection.Parse(second.Url.OriginalString)));

        Assert.Equal([results[0].Result.Id], first.Requests.SelectMany(request => request.Points)
            .Select(point => point.Attributes["test"]).Distinct());
        Assert.Equal([results[1].Result.Id], second.Requests.SelectMany(request => request.Points)
            .Select(point => point.Attributes["test"]).Distinct());
    }

    [Fact]
    public async Task Failures_are_counted_by_kind_and_reason()
    {
        using var receiver = new OtlpReceiver();
        await using var broker = await Mosquitto.StartAsync();
        var plan = Plan(2) with { Endpoints = [broker.Plain, new Uri($"mqtt://127.0.0.1:{LoopbackPort.Closed()}")] };

        var (result, _) = await RunAsync(plan, OtlpConnection.Parse(receiver.Url.OriginalString));

        var refused = result.Failures.Single(failure => failure.Reason == "ConnectionRefused");
        var last = receiver.Requests.SelectMany(request => request.Points)
            .Last(point => point.Metric == "iotload.failures" && point.Attributes["reason"] == "ConnectionRefused");
        Assert.Equal((refused.Count, "Connect"), ((long)last.Value, last.Attributes["kind"]));
    }

    [Fact]
    public async Task A_collector_that_fails_costs_a_note_and_not_the_load()
    {
        using var receiver = new OtlpReceiver { Status = 401 };

        var (result, _) = await RunAsync(Plan(2), OtlpConnection.Parse(receiver.Url.OriginalString));

        Assert.Equal((200, 0), (result.Counters.Received, result.Counters.Missed));
        var note = Assert.Single(result.Notes, note => note.Contains("Otlp", StringComparison.Ordinal));
        Assert.Contains(" has 0 of ", note, StringComparison.Ordinal);
        Assert.Contains("refused the request with 401", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "OtlpUnauthorized", LoadErrorKind.AuthenticationFailed)]
    [InlineData(403, "OtlpUnauthorized", LoadErrorKind.AuthenticationFailed)]
    [InlineData(404, "OtlpNotRecognised", LoadErrorKind.ConnectionFailed)]
    [InlineData(302, "OtlpNotRecognised", LoadErrorKind.ConnectionFailed)]
    [InlineData(503, "OtlpServerFailed", LoadErrorKind.ConnectionFailed)]
    public async Task What_a_collector_refuses_is_told(int status, string errorId, LoadErrorKind kind)
    {
        using var receiver = new OtlpReceiver { Status = status };

        var error = await Assert.ThrowsAsync<LoadException>(
            () => OtlpCheck.RunAsync(OtlpConnection.Parse(receiver.Url.OriginalString), TestContext.Current.CancellationToken));

        Assert.Equal((errorId, kind), (error.ErrorId, error.Kind));
        Assert.NotEmpty(error.RecommendedAction);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(429)]
    public async Task A_collector_is_one_even_if_it_finds_an_empty_request_malformed_or_has_enough(int status)
    {
        using var receiver = new OtlpReceiver { Status = status };

        await OtlpCheck.RunAsync(OtlpConnection.Parse(receiver.Url.OriginalString), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(OtlpTransport.Http)]
    [InlineData(OtlpTransport.Grpc)]
    public async Task Where_nobody_listens_is_told(OtlpTransport transport)
    {
        var connection = OtlpConnection.Parse($"http://127.0.0.1:{LoopbackPort.Closed()}", transport);

        Assert.Equal("OtlpUnreachable", (await Assert.ThrowsAsync<LoadException>(() => OtlpCheck.RunAsync(connection,
            TestContext.Current.CancellationToken))).ErrorId);
    }

    [Theory]
    [InlineData("http://h:4318", "http://h:4318/v1/metrics", OtlpTransport.Http)]
    [InlineData("http://h:4318/", "http://h:4318/v1/metrics", OtlpTransport.Http)]
    [InlineData("https://h/otlp/v1/metrics", "https://h/otlp/v1/metrics", OtlpTransport.Http)]
    [InlineData("https://h/otlp", "https://h/otlp/v1/metrics", OtlpTransport.Http)]
    [InlineData("https://h/otlp?x=1", "https://h/otlp/v1/metrics?x=1", OtlpTransport.Http)]
    [InlineData("http://h:4317", "http://h:4317/", OtlpTransport.Grpc)]
    public void A_base_URL_gets_the_path_of_metrics(string endpoint, string url, OtlpTransport transport)
    {
        var connection = OtlpConnection.Parse(endpoint);

        Assert.Equal((url, transport), (connection.Url.AbsoluteUri, connection.Transport));
    }

    [Theory]
    [InlineData("collector:4318")]
    [InlineData("ftp://h")]
    [InlineData("http://user:secret@h")]
    public void What_is_no_collectors_URL_is_refused_and_not_repeated(string endpoint)
    {
        var error = Assert.Throws<LoadException>(() => OtlpConnection.Parse(endpoint));

        Assert.Equal("OtlpEndpointInvalid", error.ErrorId);
        Assert.DoesNotContain("secret", error.Message + error.RecommendedAction, StringComparison.Ordinal);
    }

    private static LoadPlan Plan(int seconds) => new()
    {
        Devices = new DevicePlan { Count = 10, ConnectRate = 1000 },
        Stages = [new LoadStage(100, 100, TimeSpan.FromSeconds(seconds))],
    };

    private async Task<(LoadResult Result, StoredRun Run)> RunAsync(LoadPlan plan, OtlpConnection connection)
    {
        var store = new RunStore(_folder.FullPath);
        var test = LoadTest.Prepare(plan);
        await using var stored = store.Create(test.Id, test.Plan, DateTimeOffset.UtcNow);
        await using var sink = new OtlpSink(connection, test.Id, test.Plan);
        var result = await test.RunAsync([sink, stored], TestContext.Current.CancellationToken);
        await sink.DisposeAsync();
        return (result, store.Open(test.Id));
    }
}
