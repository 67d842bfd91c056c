using System.Text;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Tests.Running;
using IoTLoad.Peers;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IoTLoad.Engine.Tests.Http;

/// <summary>Messages published by HTTP requests, to a server that others wrote.</summary>
public sealed class HttpRunTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    /// <summary>A plan that publishes by requests.</summary>
    internal static LoadPlan Plan(Uri endpoint, int devices, double rate, double seconds, TrafficPlan? traffic = null) =>
        Run.Plan(endpoint, devices, rate, seconds,
            (traffic ?? new TrafficPlan()) with { Pattern = TrafficPattern.PublishOnly }) with
        { Protocol = LoadProtocol.Http };

    internal static void AssertAllAcked(LoadResult result, long messages)
    {
        var counters = result.Counters;
        Assert.True(
            (counters.Intended, counters.Published, counters.Acked) == (messages, messages, messages)
                && counters is { Missed: 0, Failed: 0, Unacked: 0, ConnectFailed: 0 },
            Run.Text(result));
        Assert.Equal((messages, messages), (result.Ack.Count, result.AckService.Count));
        Assert.Empty(result.Failures);
        Assert.True(result.Passed, Run.Text(result));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Every_message_is_a_request_that_is_answered_whatever_its_QoS(int qos)
    {
        await using var server = await HttpServer.StartAsync(new HttpServerOptions { Path = "/stage" });
        var traffic = new TrafficPlan { QoS = qos, Topic = "d/{{device}}", Retain = qos == 1 };

        var result = await Run.ToEndAsync(Plan(server.Endpoint, 5, 100, 2, traffic) with
        {
            Payload = new PayloadPlan
            {
                Kind = PayloadKind.Template,
                Template = "{\"n\":{{message}},\"by\":\"{{protocol}}\"}",
                Tracking = TrackingMode.None
            },
        });

        AssertAllAcked(result, 200);
        Assert.Equal(5, result.PeakOnline);
        Assert.Contains(result.Thresholds, threshold => threshold.Expression == "failed == 0");
        var expected = from device in Enumerable.Range(0, 5)
                       from message in Enumerable.Range(0, 40)
                       select ($"/stage/topics/d%2F{device}?qos={qos}{(qos == 1 ? "&retain=true" : "")}",
                           $"{{\"n\":{message},\"by\":\"http\"}}");
        Assert.Equal(expected.Order(), server.Posts.Select(post => (post.Target, Encoding.UTF8.GetString(post.Body))).Order());
        Assert.All(server.Posts, post => Assert.Equal("HTTP/1.1", post.Protocol));

        // One connection shows that the endpoint is there, and sends nothing; the pool may make more than it needs in the end.
        Assert.InRange(result.Counters.Connected, server.Posts.Select(post => post.Connection).Distinct().Count() + 1, 6);
        Assert.Equal(result.Counters.Connected, result.Connect.Count);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData(HttpProtocols.Http2, "HTTP/2")]
    public async Task Over_TLS_the_server_chooses_the_version_of_HTTP_and_connections_are_used_again(HttpProtocols protocols,
        string version)
    {
        await using var server =
            await HttpServer.StartAsync(new HttpServerOptions { Certificate = _certificates.Server, Protocols = protocols });

        var result = await Run.ToEndAsync(Plan(server.Endpoint, 20, 500, 2) with { Tls = new TlsPlan { CaFile = _certificates.CaFile } });

        Run.Show(result);
        AssertAllAcked(result, 1000);
        Assert.Equal(1000, server.Posts.Count);
        Assert.All(server.Posts, post => Assert.Equal(version, post.Protocol));
        Assert.InRange(server.Posts.Select(post => post.Connection).Distinct().Count(), 1, 20);
    }

    [Fact]
    public async Task A_client_certificate_is_shown_where_the_server_wants_one()
    {
        var shown = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var server = await HttpServer.StartAsync(new HttpServerOptions
        {
            Certificate = _certificates.Server,
            AcceptsClient = client =>
            {
                shown.Add(client.Subject);
                return true;
            },
        });

        var result = await Run.ToEndAsync(Plan(server.Endpoint, 3, 50, 1) with
        {
            Tls = new TlsPlan
            {
                CaFile = _certificates.CaFile,
                CertificateFile = _certificates.Client.Certificate,
                KeyFile = _certificates.Client.Key
            },
        });

        AssertAllAcked(result, 50);
        Assert.All(shown, subject => Assert.Equal("CN=client", subject));
    }

    [Fact]
    public async Task A_client_certificate_that_is_missing_fails_every_message_with_a_reason()
    {
        await using var server =
            await HttpServer.StartAsync(new HttpServerOptions { Certificate = _certificates.Server, AcceptsClient = _ => false });

        var test = LoadTest.Prepare(Plan(server.Endpoint, 2, 50, 1) with { Tls = new TlsPlan { CaFile = _certificates.CaFile } });
        var result = await Run.ToEndAsync(test);

        Assert.Equal((50, 50, 0), (result.Counters.Published, result.Counters.Failed, result.Counters.Acked));
        Assert.Equal(50, result.Failures.Where(failure => failure.Kind == FailureKind.Publish).Sum(failure => failure.Count));
        Assert.All(result.Failures, failure => Assert.Contains("client certificate", failure.Example, StringComparison.OrdinalIgnoreCase));
        Assert.All(result.Failures, failure => Assert.True(failure.Reason is "TlsClientCertificateRefused" or "ConnectionReset" or "ClosedByPeer", failure.ToString()));
        Assert.Empty(server.Posts);
    }

    public static TheoryData<string> Topics => new("a/b", "with space", "and&amp=?x", "ünïcode/日本", "%2F/%", "$aws/things/x", ".", "..",
        "a//b", "tilde~-_.!*'()", "semi;colon:at@", "\"<>\\^`{|}");

    [Theory]
    [MemberData(nameof(Topics))]
    public async Task A_topic_arrives_as_it_is_whatever_characters_it_has(string topic)
    {
        await using var server = await HttpServer.StartAsync();

        // Braces are placeholders' in a pattern; a column of a file holds any text.
        using var folder = new PrivateFolder();
        var rows = folder.Write("rows.csv", $"topic\n\"{topic.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
        var plan = Plan(server.Endpoint, 1, 10, 0.2, new TrafficPlan { Topic = "{{csv topic}}" });

        var result = await Run.ToEndAsync(plan with { Payload = new PayloadPlan { CsvFile = rows } });

        AssertAllAcked(result, 2);
        Assert.All(server.Posts, post => Assert.Equal((topic, "?qos=1"), (post.Topic, post.Query)));
    }

    [Fact]
    public async Task A_topic_may_differ_from_message_to_message()
    {
        await using var server = await HttpServer.StartAsync();

        AssertAllAcked(await Run.ToEndAsync(Plan(server.Endpoint, 2, 20, 1, new TrafficPlan { Topic = "m/{{device}}/{{message}}" })), 20);

        var expected = Enumerable.Range(0, 20).Select(i => $"m/{i % 2}/{i / 2}");
        Assert.Equal(expected.Order(), server.Posts.Select(post => post.Topic).Order());
    }

    [Fact(DisableParallelization = true)]
    public async Task The_pool_has_one_connection_for_each_device_and_service_time_excludes_the_wait_for_one()
    {
        await using var server = await HttpServer.StartAsync(new HttpServerOptions
        {
            Certificate = _certificates.Server,
            Protocols = HttpProtocols.Http1,
            Answer = async (_, _) =>
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
                return (200, "");
            },
        });

        var result = await Run.ToEndAsync(Plan(server.Endpoint, 3, 300, 1) with { Tls = new TlsPlan { CaFile = _certificates.CaFile } });

        // Three connections serve 150 requests a second at most, so that half of the messages are still to be sent when the last one
        // is due.
        AssertAllAcked(result, 300);
        Assert.InRange(server.Posts.Select(post => post.Connection).Distinct().Count(), 1, 3);
        Assert.True(result.AckService.P90 * 3 < result.Ack.P90, $"{result.AckService} {result.Ack}");
    }

    [Fact]
    public async Task A_window_of_one_has_one_request_out_at_a_time()
    {
        var (now, most) = (0, 0);
        await using var server = await HttpServer.StartAsync(new HttpServerOptions
        {
            Answer = async (_, _) =>
            {
                var count = Interlocked.Increment(ref now);
                most = Math.Max(most, count);
                await Task.Delay(5, TestContext.Current.CancellationToken);
                Interlocked.Decrement(ref now);
                return (200, "");
            },
        });

        AssertAllAcked(await Run.ToEndAsync(Plan(server.Endpoint, 2, 200, 1, new TrafficPlan { InFlightWindow = 1 })), 200);

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task An_endpoint_without_a_listener_ends_the_test_with_its_reason()
    {
        var plan = Plan(new Uri($"http://127.0.0.1:{LoopbackPort.Closed()}"), 2, 10, 1);

        var error = await Assert.ThrowsAsync<LoadException>(() => LoadTest.Prepare(plan)
            .RunAsync([], TestContext.Current.CancellationToken));

        Assert.Equal(("ConnectionRefused", LoadErrorKind.ConnectionFailed), (error.ErrorId, error.Kind));
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_trusted_ends_the_test_with_its_reason()
    {
        await using var server = await HttpServer.StartAsync(new HttpServerOptions { Certificate = _certificates.Server });
        var plan = Plan(server.Endpoint, 2, 10, 1) with { Tls = new TlsPlan { CaFile = _certificates.OtherCaFile } };

        var error = await Assert.ThrowsAsync<LoadException>(() => LoadTest.Prepare(plan)
            .RunAsync([], TestContext.Current.CancellationToken));

        Assert.Equal(("TlsUntrustedCertificate", LoadErrorKind.SecurityFailed), (error.ErrorId, error.Kind));
    }
}
