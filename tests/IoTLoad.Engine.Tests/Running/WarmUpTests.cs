using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;

namespace IoTLoad.Engine.Tests.Running;

public sealed class WarmUpTests
{
    [Theory]
    [InlineData("mqtt", 1)]
    [InlineData("mqtts", 2)]
    [InlineData("ws", 1)]
    [InlineData("wss", 1)]
    [InlineData("http", 1)]
    [InlineData("https", 1)]
    public async Task The_peer_of_a_warm_up_serves_the_transport_of_the_plan(string scheme, int qos)
    {
        var plan = PlanOf(scheme, new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = qos });
        await using var peer = await WarmUpPeer.StartAsync(plan);

        var result = await Run.ToEndAsync(plan with { Endpoints = [peer.Endpoint] });

        Run.AssertNothingWrong(result, 100, 0);
        Assert.DoesNotContain(result.Notes, note => note.Contains("warm-up", StringComparison.Ordinal));
        Assert.Equal(result.Connect.Count, result.TcpConnect.Count);
        Assert.Equal(result.Connect.Count, result.ConnectLag.Count);
        Assert.Equal(scheme is "mqtts" or "wss" or "https" ? result.Connect.Count : 0, result.TlsHandshake.Count);
        Assert.Equal(scheme is "ws" or "wss" ? result.Connect.Count : 0, result.WebSocketUpgrade.Count);
        Assert.Equal(scheme is "http" or "https" ? 0 : result.Connect.Count, result.MqttConnect.Count);
        Assert.Equal(0, result.NameLookup.Count);
    }

    [Fact]
    public async Task The_peer_closes_a_connection_that_DISCONNECT_has_ended()
    {
        await using var peer = await WarmUpPeer.StartAsync(PlanOf("mqtts", new TrafficPlan()));
        var cancellation = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, peer.Endpoint.Port, cancellation);
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate?.Subject == "CN=iotload-warm-up");
        await tls.AuthenticateAsClientAsync("localhost");
        await tls.WriteAsync("\u0010\r\0\u0004MQTT\u0004\u0002\0<\0\u0001a"u8.ToArray(), cancellation);
        await tls.ReadExactlyAsync(new byte[4], cancellation);

        await tls.WriteAsync(new byte[] { 0xE0, 0 }, cancellation);

        Assert.Equal(0, await tls.ReadAsync(new byte[1], cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), cancellation));
    }

    [Fact]
    public async Task The_first_test_of_its_kind_in_a_process_warms_up_and_says_for_how_long()
    {
        // No other test runs this combination.
        var plan = Run.Plan(null, 2, 50, 0.2, new TrafficPlan { Pattern = TrafficPattern.FanIn, QoS = 2 }) with
        {
            Session = new SessionPlan { Version = MqttVersion.V500 },
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 33, Tracking = TrackingMode.None },
        };

        var first = await Run.ToEndAsync(plan);
        var second = await Run.ToEndAsync(plan);

        Assert.True(first.Generator.WarmUpMilliseconds > 0);
        Assert.Equal(0, second.Generator.WarmUpMilliseconds);
        Assert.Equal((10, 10), (first.Counters.Intended, second.Counters.Intended));
    }

    [Fact]
    public async Task A_warm_up_that_fails_is_noted_and_the_test_runs()
    {
        // No other test runs this combination.
        var plan = PlanOf("ws", new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 2 }) with
        {
            Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 33, Tracking = TrackingMode.None },
        };
        await using var peer = await WarmUpPeer.StartAsync(plan);
        var signer = new FirstRefused();
        var test = LoadTest.Prepare(plan with { Endpoints = [peer.Endpoint] }, new LoadAuthentication { WebSocket = signer });

        var result = await Run.ToEndAsync(test);

        Assert.Contains(result.Notes, note => note.StartsWith("The warm-up failed", StringComparison.Ordinal));
        Assert.Equal((RunOutcome.Completed, 100L), (result.Outcome, result.Counters.Published));
    }

    [Fact]
    public async Task A_host_that_is_named_is_looked_up_once()
    {
        var plan = PlanOf("mqtt", new TrafficPlan { Pattern = TrafficPattern.PublishOnly });
        await using var peer = await WarmUpPeer.StartAsync(plan);
        var named = new UriBuilder(peer.Endpoint) { Host = "localhost" }.Uri;

        var result = await Run.ToEndAsync(plan with { Endpoints = [named, named] });

        Assert.Equal(1, result.NameLookup.Count);
    }

    private static LoadPlan PlanOf(string scheme, TrafficPlan traffic)
    {
        var plan = Run.Plan(new Uri($"{scheme}://127.0.0.1:1/mqtt"), 4, 200, 0.5, traffic);
        return plan with
        {
            Endpoints = [scheme is "mqtt" or "mqtts" ? new Uri($"{scheme}://127.0.0.1:1") : plan.Endpoints[0]],
            Protocol = scheme is "http" or "https" ? LoadProtocol.Http : plan.Protocol,
            Tls = new TlsPlan { SkipCertificateCheck = scheme is "mqtts" or "wss" or "https" },
        };
    }

    /// <summary>Refuses what is asked for within a second of the first time: the warm-up's four devices.</summary>
    private sealed class FirstRefused : IWebSocketSigner
    {
        private int _asked;

        public ValueTask<WebSocketRequest> SignAsync(Uri endpoint, int connection, CancellationToken cancellation) =>
            Interlocked.Increment(ref _asked) <= 4
                ? throw new LoadException("Refused", LoadErrorKind.AuthenticationFailed, "No.", "Ask again.", endpoint)
                : ValueTask.FromResult(new WebSocketRequest(endpoint, []));
    }
}
