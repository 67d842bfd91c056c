using System.Net;
using IoTLoad.Engine.Devices.Http;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Tests.Connecting;
using IoTLoad.Engine.Tests.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Http;

/// <summary>Requests that a server refuses, leaves unanswered or cuts: each is counted once, by its reason.</summary>
public sealed class HttpFailureTests
{
    [Theory]
    [InlineData(400, "BadRequest")]
    [InlineData(401, "NotAuthorized")]
    [InlineData(403, "NotAuthorized")]
    [InlineData(404, "NotFound")]
    [InlineData(408, "RequestTimeout")]
    [InlineData(413, "PayloadTooLarge")]
    [InlineData(418, "Status418")]
    [InlineData(429, "Throttled")]
    [InlineData(301, "Redirected")]
    [InlineData(500, "ServerError")]
    [InlineData(503, "ServerError")]
    public void A_status_has_its_reason_and_says_what_the_server_said(int status, string reason)
    {
        var fault = HttpFaults.OfStatus((HttpStatusCode)status, "{\"message\":\n\"why\"}"u8, "https://b.example:443");

        Assert.Equal(reason, fault.Reason);
        Assert.Contains($"HTTP {status} ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("({\"message\": \"why\"})", fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Advice);
    }

    [Fact]
    public async Task Every_status_is_counted_by_its_class_and_the_sums_hold()
    {
        int[] statuses = [200, 403, 413, 429, 500];
        var count = -1;
        await using var server = await HttpServer.StartAsync(new HttpServerOptions
        {
            Answer = (_, _) => Task.FromResult((statuses[Interlocked.Increment(ref count) % statuses.Length], new string('x', 5000))),
        });

        var result = await Run.ToEndAsync(HttpRunTests.Plan(server.Endpoint, 10, 250, 2));

        Assert.Equal((500, 500, 100, 400, 0), (result.Counters.Intended, result.Counters.Published, result.Counters.Acked,
            result.Counters.Failed, result.Counters.Unacked));
        Assert.Equal(
            [("NotAuthorized", 100L), ("PayloadTooLarge", 100L), ("ServerError", 100L), ("Throttled", 100L)],
            result.Failures.Select(failure => (failure.Reason, failure.Count)).Order());
        Assert.All(result.Failures, failure => Assert.Equal(FailureKind.Publish, failure.Kind));
        Assert.Equal(100, result.Ack.Count);
        Assert.False(result.Passed);

        // Refusals cost no connection.
        Assert.InRange(server.Posts.Select(post => post.Connection).Distinct().Count(), 1, 50);
    }

    [Fact]
    public async Task A_request_that_is_not_answered_in_time_has_failed_and_the_others_go_on()
    {
        await using var server = await HttpServer.StartAsync(new HttpServerOptions
        {
            Answer = async (post, context) =>
            {
                if (post.Topic == "d/0")
                {
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                }

                return (200, "");
            },
        });
        var plan = HttpRunTests.Plan(server.Endpoint, 4, 40, 2, new TrafficPlan { Topic = "d/{{device}}" }) with
        {
            Http = new HttpPlan { RequestTimeout = TimeSpan.FromMilliseconds(300) },
        };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal((80, 60, 20, 0), (result.Counters.Published, result.Counters.Acked, result.Counters.Failed, result.Counters.Unacked));
        var failure = Assert.Single(result.Failures);
        Assert.Equal((FailureKind.Publish, "Timeout", 20), (failure.Kind, failure.Reason, failure.Count));
        Assert.Contains("within 0.3 s", failure.Example, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_that_are_out_when_the_test_ends_are_unacked_and_what_waits_is_missed()
    {
        await using var server = await HttpServer.StartAsync(new HttpServerOptions
        {
            Answer = async (_, context) =>
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                return (200, "");
            },
        });
        var plan = HttpRunTests.Plan(server.Endpoint, 2, 100, 1,
            new TrafficPlan { InFlightWindow = 3 }) with
        { DrainTime = TimeSpan.FromSeconds(0.5) };

        var result = await Run.ToEndAsync(plan);

        Assert.Equal((100, 6, 94, 6, 0), (result.Counters.Intended, result.Counters.Published, result.Counters.Missed,
            result.Counters.Unacked, result.Counters.Failed));
        Assert.Empty(result.Failures);
    }

    [Fact]
    public async Task A_connection_that_is_cut_fails_the_request_on_it_and_the_next_one_makes_another()
    {
        var count = 0;
        await using var server = await HttpServer.StartAsync(new HttpServerOptions
        {
            Answer = (_, _) => Task.FromResult((Interlocked.Increment(ref count) % 5 == 0 ? 0 : 200, "")),
        });

        var result = await Run.ToEndAsync(HttpRunTests.Plan(server.Endpoint, 5, 100, 2));

        Assert.Equal((200, 160, 40, 0),
            (result.Counters.Published, result.Counters.Acked, result.Counters.Failed, result.Counters.Unacked));
        Assert.All(result.Failures, failure => Assert.True(failure is
        {
            Kind: FailureKind.Publish,
            Reason: "ClosedByPeer" or "ConnectionReset"
        }, failure.ToString()));
        Assert.Equal(40, result.Failures.Sum(failure => failure.Count));
        Assert.Equal(0, result.Counters.ConnectFailed);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(1000, 3600)]
    public async Task A_server_that_does_not_speak_HTTP_ends_the_test_with_its_reason(int rate, int seconds)
    {
        await using var server = LoopbackServer.Answering(_ => "220 mail.example ESMTP\r\n"u8.ToArray());

        await EndsAsync(HttpRunTests.Plan(server.Uri("http"), 1, rate, seconds), "ProtocolError");
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(1000, 3600)]
    public async Task An_MQTT_broker_ends_the_test_with_the_scheme_to_write(int rate, int seconds)
    {
        await using var broker = await Mosquitto.StartAsync();

        var error = await EndsAsync(
            HttpRunTests.Plan(new UriBuilder(broker.Plain) { Scheme = "http" }.Uri, 1, rate, seconds), "ConnectionReset", "ClosedByPeer");

        Assert.Contains("mqtt://", error.RecommendedAction, StringComparison.Ordinal);
    }

    // An hour's test that does not end early fails by the time limit of the wait.
    private static async Task<LoadException> EndsAsync(LoadPlan plan, params string[] reasons)
    {
        var sink = new ResultSink();

        var error = await Assert.ThrowsAsync<LoadException>(() => LoadTest.Prepare(plan)
            .RunAsync([sink], TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2)));

        Assert.Equal(("HttpNotSpoken", LoadErrorKind.ConnectionFailed), (error.ErrorId, error.Kind));
        Assert.NotEmpty(sink.Result!.Failures);
        Assert.All(sink.Result.Failures, failure => Assert.Contains(failure.Reason, reasons));
        Assert.Empty(Accounting.Check(sink.Result));
        return error;
    }

    [Fact(DisableParallelization = true)]
    public async Task A_server_that_stalls_for_two_seconds_shows_it_in_the_latencies_and_loses_nothing()
    {
        var stall = (TaskCompletionSource?)null;
        await using var server = await HttpServer.StartAsync(new HttpServerOptions
        {
            Answer = async (_, _) =>
            {
                if (Volatile.Read(ref stall) is { } stalled)
                {
                    await stalled.Task;
                }

                return (200, "");
            },
        });
        var test = LoadTest.Prepare(HttpRunTests.Plan(server.Endpoint, 20, 200, 6, new TrafficPlan { InFlightWindow = 5 }));

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 2);
            var stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref stall, stalled);
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            Volatile.Write(ref stall, null);
            stalled.SetResult();
        });

        Run.Show(result);
        HttpRunTests.AssertAllAcked(result, 1200);
        Assert.InRange(result.Ack.Max!.Value, 1900, 2100);

        // A third of the messages fell due while nothing was answered, evenly over the two seconds, whether there was room for their
        // requests or not.
        Assert.InRange(result.Ack.P99!.Value, 1850, 2100);
        Assert.Equal(1200, server.Posts.Count);
    }

    [Fact(DisableParallelization = true)]
    public async Task A_server_that_is_killed_and_restarted_costs_the_requests_made_meanwhile_and_the_sums_hold()
    {
        await using var server = await HttpServer.StartAsync();
        var test = LoadTest.Prepare(HttpRunTests.Plan(server.Endpoint, 10, 200, 5));

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 1.5);
            await server.KillAsync();
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            await server.RestartAsync();
        });

        Run.Show(result);
        var counters = result.Counters;
        Assert.Equal((1000, 1000, 0, 0), (counters.Intended, counters.Published, counters.Missed, counters.Unacked));
        Assert.InRange(counters.Failed, 100, 500);
        Assert.Equal(counters.Failed, result.Failures.Where(failure => failure.Kind == FailureKind.Publish).Sum(failure => failure.Count));
        Assert.Contains(result.Failures, failure => failure is { Kind: FailureKind.Publish, Reason: "ConnectionRefused" });
        Assert.Contains(result.Failures, failure => failure is { Kind: FailureKind.Connect, Reason: "ConnectionRefused" });
        Assert.Equal(counters.ConnectFailed, result.Failures.Where(failure => failure.Kind == FailureKind.Connect)
            .Sum(failure => failure.Count));
        Assert.InRange(server.Posts.Count, counters.Acked, 1000);
    }

    [Fact]
    public async Task A_test_that_is_stopped_has_a_result()
    {
        await using var server = await HttpServer.StartAsync();
        var test = LoadTest.Prepare(HttpRunTests.Plan(server.Endpoint, 5, 100, 600));

        var result = await Run.ToEndAsync(test, async stop =>
        {
            await Run.PublishingAsync(test, 1);
            await stop.CancelAsync();
        });

        Assert.Equal((RunOutcome.Stopped, false), (result.Outcome, result.Passed));
        Assert.Equal(["the test was stopped before its end"], result.Incomplete);
        Assert.Equal(result.Counters.Acked, server.Posts.Count);
    }

    private sealed class ResultSink : IReportSink
    {
        public LoadResult? Result { get; private set; }

        public ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken)
        {
            Result = result;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
