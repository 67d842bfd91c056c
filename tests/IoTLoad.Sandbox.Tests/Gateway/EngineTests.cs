using Amazon.Runtime;
using IoTLoad.Aws.Signing;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Sandbox.Gateway;

namespace IoTLoad.Sandbox.Tests.Gateway;

/// <summary>The project's own generator: what it counts is what the gateway counts.</summary>
public sealed class EngineTests
{
    [Theory]
    [InlineData(MqttVersion.V311, TrafficPattern.PublishOnly)]
    [InlineData(MqttVersion.V500, TrafficPattern.RoundTrip)]
    public async Task Every_message_is_counted_and_none_lost(MqttVersion version, TrafficPattern pattern)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var plan = Plan(gateway, devices: 300, rate: 2000, pattern) with { Session = new SessionPlan { Version = version } };

        var result = await RunAsync(plan);

        var expected = pattern == TrafficPattern.RoundTrip ? 4000 : 0;
        Assert.True(
            result.Counters is { Intended: 4000, Acked: 4000, Lost: 0, Duplicates: 0, Failed: 0, Disconnected: 0, ConnectFailed: 0 }
                && result.Counters.Received == expected, Text(result));
        Assert.Equal(
            (300.0, 4000.0, (double)expected, 0.0),
            (gateway.Sum("Connect.Success"), gateway.Sum("PublishIn.Success"), gateway.Sum("PublishOut.Success"),
                gateway.Sum("PublishIn.Throttle")));
    }

    [Fact]
    public async Task Over_a_signed_WebSocket_too()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var plan = Plan(gateway, devices: 10, rate: 200, TrafficPattern.RoundTrip) with
        {
            Protocol = LoadProtocol.MqttWebSocket,
            Endpoints = [new Uri($"wss://{gateway.Host}/mqtt")],
            Tls = new TlsPlan { CaFile = gateway.CaFile },
        };

        var result = await RunAsync(plan, new LoadAuthentication { WebSocket = new Signer(gateway) });

        Assert.True(result.Counters is { Acked: 400, Received: 400, Lost: 0, ConnectFailed: 0 }, Text(result));
    }

    [Fact]
    public async Task Throttled_publishes_are_neither_acknowledged_nor_delivered()
    {
        await using var gateway =
            await TestGateway.StartAsync(new GatewayLimits { InboundPublishesPerSecond = 500, PublishesPerConnectionPerSecond = null });
        var plan = Plan(gateway, devices: 50, rate: 1000, TrafficPattern.RoundTrip) with { DrainTime = TimeSpan.FromSeconds(1) };

        var result = await RunAsync(plan);

        var (accepted, throttled) = (gateway.Sum("PublishIn.Success"), gateway.Sum("PublishIn.Throttle"));
        Assert.True(result.Counters.Acked == accepted && result.Counters.Received == accepted && result.Counters.Published == accepted
            + throttled, Text(result));
        Assert.True(throttled > 0, Text(result));
    }

    [Fact]
    public async Task Dropped_connections_come_back()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits { ConnectsPerClientIdPerSecond = null });
        gateway.Faults.Current = new SandboxFaults { DropConnections = 0.3 };
        var plan = Plan(gateway, devices: 20, rate: 200,
            TrafficPattern.PublishOnly) with
        { Stages = [new LoadStage(200, 200, TimeSpan.FromSeconds(3))] };

        var result = await RunAsync(plan);

        Assert.True(result.Counters.Disconnected > 0, Text(result));
        Assert.Equal(result.Counters.Connected, gateway.Sum("Connect.Success"));
    }

    [Fact]
    public async Task A_latency_that_was_asked_for_is_measured()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        gateway.Faults.Current = new SandboxFaults { Latency = TimeSpan.FromMilliseconds(200) };

        var result = await RunAsync(Plan(gateway, devices: 10, rate: 100, TrafficPattern.PublishOnly));

        Assert.Equal(200, result.Counters.Acked);
        Assert.True(result.Ack.P50 >= 200, Text(result));
    }

    private static LoadPlan Plan(TestGateway gateway, int devices, double rate, TrafficPattern pattern) => new()
    {
        Endpoints = [new Uri($"mqtts://{gateway.Host}")],
        Tls = new TlsPlan { CaFile = gateway.CaFile, CertificateFile = gateway.Device.Certificate, KeyFile = gateway.Device.Key },
        Devices = new DevicePlan { Count = devices, ConnectRate = 200 },
        Traffic = new TrafficPlan { Pattern = pattern },
        Stages = [new LoadStage(rate, rate, TimeSpan.FromSeconds(2))],
        Seed = 7,
    };

    private static async Task<LoadResult> RunAsync(LoadPlan plan, LoadAuthentication? authentication = null)
    {
        var result = await LoadTest.Prepare(plan, authentication).RunAsync([], TestContext.Current.CancellationToken);
        Assert.Empty(Accounting.Check(result));
        return result;
    }

    private static string Text(LoadResult result) =>
        string.Join('\n', [result.Counters.ToString(), .. result.Notes, .. result.Failures.Select(failure => failure.ToString()),
            $"ack {result.Ack}"]);

    private sealed class Signer(TestGateway gateway) : IWebSocketSigner
    {
        public ValueTask<WebSocketRequest> SignAsync(Uri endpoint, int connection, CancellationToken cancellation)
        {
            var credentials = new ImmutableCredentials(gateway.Key.Id, gateway.Key.Secret, gateway.Key.Token);
            return new(new WebSocketRequest(MqttWebSocketUrl.Sign(endpoint.Authority, gateway.Account.Region, credentials,
                DateTimeOffset.UtcNow), []));
        }
    }
}
