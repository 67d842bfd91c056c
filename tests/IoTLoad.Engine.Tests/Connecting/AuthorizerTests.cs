using System.Net.Security;
using System.Text.Json;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Tests.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Connecting;

/// <summary>Custom authorizers, signed handshakes, and the application protocols that belong to them.</summary>
public sealed class AuthorizerTests
{
    private const string Secret = "tok en&1";
    private static readonly AuthorizerPlan Authorizer =
        new() { Name = "mine", TokenKeyName = "MyToken", Token = Secret, Signature = "c2ln+/==" };
    private static readonly TrafficPlan PublishOnly = new() { Pattern = TrafficPattern.PublishOnly };

    [Theory]
    [InlineData(null, "?")]
    [InlineData("user", "user?")]
    [InlineData("user?x=1", "user?x=1&")]
    public void In_MQTT_the_parameters_are_a_query_behind_the_user_name(string? username, string start) => Assert.Equal(
        start + "x-amz-customauthorizer-name=mine&x-amz-customauthorizer-signature=c2ln%2B%2F%3D%3D&MyToken=tok%20en%261",
        AuthorizerForm.Username(username, Authorizer));

    [Fact]
    public void Missing_values_are_omitted_and_encoded_values_stay_encoded()
    {
        Assert.Equal("user", AuthorizerForm.Username("user", null));
        Assert.Equal("user", AuthorizerForm.Username("user", new AuthorizerPlan()));
        Assert.Equal("?x-amz-customauthorizer-name=mine", AuthorizerForm.Username(null, new AuthorizerPlan { Name = "mine" }));
        Assert.Equal(
            "?x-amz-customauthorizer-signature=a%2Fb&K=v",
            AuthorizerForm.Username(null, new AuthorizerPlan { TokenKeyName = "K", Token = "v", Signature = "a%2Fb" }));
    }

    [Fact]
    public async Task A_broker_gets_the_user_name_with_its_parameters()
    {
        var user = "user?x-amz-customauthorizer-name=mine&x-amz-customauthorizer-signature=c2ln%2B%2F%3D%3D&MyToken=tok%20en%261";
        await using var broker =
            await Mosquitto.StartAsync(new MosquittoOptions { Users = new Dictionary<string, string> { [user] = "right" } });
        var plan = Run.Plan(broker.Tls, 3, 30, 1) with
        {
            Session = new SessionPlan { Username = "user", Password = "right" },
            Authorizer = Authorizer,
            Tls = new TlsPlan { CaFile = broker.Certificates.CaFile },
        };

        Run.AssertNothingWrong(await Run.ToEndAsync(plan), 30, 30);
    }

    [Theory]
    [InlineData(true, "", "mqtt")]
    [InlineData(true, "x-amzn-mqtt-ca", "x-amzn-mqtt-ca")]
    [InlineData(false, "x-amzn-mqtt-ca", "x-amzn-mqtt-ca")]
    [InlineData(false, "", "")]
    public async Task The_application_protocol_is_the_plan_s_or_that_of_the_authorizer(bool authorizer, string given, string expected)
    {
        using var certificates = new TestCertificates();
        var seen = new TaskCompletionSource<string>();
        await using var server = LoopbackServer.Tls(
            certificates.Server, (tls, _) => seen.SetResult(tls.NegotiatedApplicationProtocol.ToString()),
            new SslApplicationProtocol("mqtt"), new SslApplicationProtocol("x-amzn-mqtt-ca"));
        var plan = Connection.To(server.Uri("mqtts"),
            new TlsPlan { CaFile = certificates.CaFile, AlpnProtocols = given.Length == 0 ? [] : [given] });
        await using var connection = new Connection(plan with { Authorizer = authorizer ? Authorizer : null });

        await connection.OpenAsync();

        Assert.Equal(expected, await seen.Task.WaitAsync(connection.Cancellation));
    }

    [Fact]
    public void Port_443_of_MQTT_is_one_like_any_other()
    {
        Assert.Equal("mqtts://b.example:443", EndpointResolver.Parse(new Uri("mqtts://b.example:443"), LoadProtocol.Mqtt).Text);
        Assert.Equal(["x-amzn-mqtt-ca"], AlpnNames.Of(new LoadPlan { Tls = new TlsPlan { AlpnProtocols = ["x-amzn-mqtt-ca"] } }));
        Assert.Equal(["x-amzn-http-ca"],
            AlpnNames.Of(new LoadPlan { Protocol = LoadProtocol.Http, Tls = new TlsPlan { AlpnProtocols = ["x-amzn-http-ca"] } }));
        Assert.Equal(["h2", "http/1.1"], AlpnNames.Of(new LoadPlan { Protocol = LoadProtocol.Http }));
    }

    [Fact]
    public async Task A_WebSocket_handshake_shows_the_authorizer_s_headers_beside_the_signer_s()
    {
        var requests = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await using var server = LoopbackServer.Answering(request =>
        {
            requests.Writer.TryWrite(System.Text.Encoding.Latin1.GetString(request));
            return "HTTP/1.1 403 Forbidden\r\n\r\n"u8.ToArray();
        });
        await using var connection = new Connection(
            Connection.To(server.Uri("ws")) with { Authorizer = Authorizer },
            new Signer((uri, _) => new WebSocketRequest(uri, [new("x-own", "1")])));

        Assert.Equal("WebSocketRefused", (await connection.FaultAsync()).Reason);

        var request = await requests.Reader.ReadAsync(connection.Cancellation);
        Assert.Contains("\r\nx-own: 1\r\nx-amz-customauthorizer-name: mine\r\nx-amz-customauthorizer-signature: "
            + "c2ln+/==\r\nMyToken: tok en&1\r\n", request, StringComparison.Ordinal);
    }

    [Fact(DisableParallelization = true)]
    public async Task A_WebSocket_handshake_is_signed_anew_for_every_attempt()
    {
        await using var broker = await Mosquitto.StartAsync();

        // The warm-up signs as well, for a port of its own.
        var count = 0;
        var signer = new Signer((uri, connection) => new WebSocketRequest(
            uri.Port == broker.WebSocket.Port ? new Uri($"{uri}?signature={Interlocked.Increment(ref count)}") : uri, []));
        var test = LoadTest.Prepare(Run.Plan(broker.WebSocket, 4, 40, 4), new LoadAuthentication { WebSocket = signer });

        var result = await Run.ToEndAsync(test, async _ =>
        {
            await Run.PublishingAsync(test, 1);
            await broker.KillAsync();
            await broker.RestartAsync();
        });

        Assert.Equal(8, result.Counters.Connected);
        Assert.Equal(result.Counters.ConnectAttempts, count);
    }

    [Fact]
    public async Task A_handshake_that_cannot_be_signed_ends_the_test_with_the_signer_s_error()
    {
        await using var broker = await Mosquitto.StartAsync();
        var signer = new Signer((_, _) => throw new LoadException("CredentialsExpired", LoadErrorKind.AuthenticationFailed,
            "The credentials have expired.", "Log in again.", "profile"));
        var test = LoadTest.Prepare(Run.Plan(broker.WebSocket, 2, 10, 1), new LoadAuthentication { WebSocket = signer });

        var error = await Assert.ThrowsAsync<LoadException>(() => test.RunAsync([], TestContext.Current.CancellationToken));

        Assert.Equal(("CredentialsExpired", LoadErrorKind.AuthenticationFailed, "Log in again."),
            (error.ErrorId, error.Kind, error.RecommendedAction));
    }

    [Fact]
    public async Task Token_and_signature_are_in_no_text_of_a_plan_a_result_or_an_error()
    {
        await using var broker =
            await Mosquitto.StartAsync(new MosquittoOptions { Users = new Dictionary<string, string> { ["other"] = "x" } });
        var token = "secret-token-0815";
        var signature = "c2VjcmV0c2lnbmF0dXJl";
        var plan = Run.Plan(broker.Plain, 1, 10, 1, PublishOnly) with
        {
            Authorizer = new AuthorizerPlan { Name = "shown", TokenKeyName = "MyToken", Token = token, Signature = signature },
        };
        var sink = new KeepingSink();

        var error = await Assert.ThrowsAsync<LoadException>(() => LoadTest.Prepare(plan)
            .RunAsync([sink], TestContext.Current.CancellationToken));

        string[] texts =
        [
            plan.ToString(), JsonSerializer.Serialize(plan, EngineJson.Default.LoadPlan), error.ToString(), error.RecommendedAction,
            $"{error.Target}",
            JsonSerializer.Serialize(sink.Result!, EngineJson.Default.LoadResult), sink.Result!.ToString(),
            .. sink.Reports.Select(report => JsonSerializer.Serialize(report, EngineJson.Default.ShardReport)),
        ];
        Assert.All(texts, text => Assert.False(text.Contains(token, StringComparison.Ordinal)
            || text.Contains(signature, StringComparison.Ordinal), text));
        Assert.Contains("\"name\":\"shown\"", texts[1], StringComparison.Ordinal);
        Assert.Null(sink.Result!.Plan.Authorizer!.Token);
    }

    /// <summary>Keeps what it is handed.</summary>
    private sealed class KeepingSink : IReportSink
    {
        public List<ShardReport> Reports { get; } = [];

        public LoadResult? Result { get; private set; }

        public ValueTask WriteAsync(ShardReport report, CancellationToken cancellationToken)
        {
            Reports.Add(report);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public ValueTask CompleteAsync(LoadResult result, CancellationToken cancellationToken)
        {
            Result = result;
            return ValueTask.CompletedTask;
        }
    }
}
