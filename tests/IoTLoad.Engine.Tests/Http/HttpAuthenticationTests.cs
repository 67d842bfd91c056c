using System.Security.Cryptography;
using System.Text;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Devices.Http;
using IoTLoad.Engine.Devices.Publishing;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Tests.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Http;

/// <summary>Signatures and custom authorizers over HTTP.</summary>
public sealed class HttpAuthenticationTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public async Task Every_request_is_signed_as_it_is_sent()
    {
        await using var server = await HttpServer.StartAsync(new HttpServerOptions
        {
            Path = "/p",
            Answer = (post, context) => Task.FromResult(
                (post.Headers["x-signature"] == Sign("POST", context.Request.Host.Value!, post.Target.Split('?')[0], post.Query[1..],
                    post.Body) ? 200 : 403, "")),
        });
        var signer = new HeaderSigner(request =>
            [new("x-signature", Sign(request.Method, request.Host, request.Path, request.Query, request.Body.Span)),
                new("Content-Type", "text/plain")]);
        var plan = HttpRunTests.Plan(server.Endpoint, 10, 200, 2, new TrafficPlan { Topic = "a b/{{device}}/{{message}}" });

        var result = await Run.ToEndAsync(LoadTest.Prepare(plan, new LoadAuthentication { Http = signer }));

        HttpRunTests.AssertAllAcked(result, 400);

        // The warm-up signs as well, for a host of its own.
        var signed = signer.Requests.Where(request => request.Request.Host == server.Endpoint.Authority);
        Assert.Equal(400, signed.Select(request => request.Body).Distinct().Count());
        Assert.Equal(400, server.Posts.Select(post => post.Headers["x-signature"]).Distinct().Count());
        Assert.All(server.Posts, post => Assert.Equal("text/plain", post.Headers["Content-Type"]));
    }

    [Theory]
    [InlineData("http://h.example", "h.example")]
    [InlineData("http://h.example:81/x/", "h.example:81")]
    [InlineData("https://h.example:443", "h.example")]
    [InlineData("https://[::1]:8443", "[::1]:8443")]
    [InlineData("https://[::1]", "[::1]")]
    public void The_host_that_is_signed_is_the_Host_header(string endpoint, string host)
    {
        var plan = HttpRunTests.Plan(new Uri(endpoint), 1, 1, 1, new TrafficPlan { Topic = "../a/./b" });
        var contexts = new MessageContextSource(new() { RunId = "run", Plan = plan }, 0, null);
        using var tls = TlsMaterial.Load(plan.Tls);
        var connector = new Connector(plan, tls, [EndpointResolver.Parse(plan.Endpoints[0], plan.Protocol)], null);
        var writer = new HttpMessageWriter(
            plan, connector, new TrafficRoutes(plan, contexts), contexts, MessagePayload.Create(plan.Payload, plan.Protocol, null));

        var target = writer.TargetOf(0, 0, 0);

        Assert.Equal((host, "/topics/..%2Fa%2F.%2Fb", "qos=1"),
            (target.Host, target.Path.Replace("/x/", "/", StringComparison.Ordinal), target.Query));
        Assert.Equal($"{target.Path}?{target.Query}", target.Uri.PathAndQuery);
    }

    [Fact]
    public async Task A_signer_that_cannot_sign_fails_the_message_by_its_error_and_says_what_to_do()
    {
        await using var server = await HttpServer.StartAsync();
        var signer = new HeaderSigner(_ => throw new LoadException("CredentialsExpired", LoadErrorKind.AuthenticationFailed,
            "The credentials have expired.", "Log in again.", "profile"));

        var result = await Run.ToEndAsync(
            LoadTest.Prepare(HttpRunTests.Plan(server.Endpoint, 1, 2000, 1), new LoadAuthentication { Http = signer }));

        Assert.Equal((2000, 2000, 0), (result.Counters.Published, result.Counters.Failed, result.Counters.Acked));
        var failure = Assert.Single(result.Failures);
        Assert.Equal((FailureKind.Publish, "CredentialsExpired", 2000), (failure.Kind, failure.Reason, failure.Count));
        Assert.EndsWith("The credentials have expired. Log in again.", failure.Example, StringComparison.Ordinal);
        Assert.Empty(server.Posts);
    }

    [Fact]
    public async Task A_custom_authorizer_is_shown_its_token_in_headers()
    {
        await using var server = await HttpServer.StartAsync();
        var plan = HttpRunTests.Plan(server.Endpoint, 2, 20, 1) with
        {
            Authorizer = new AuthorizerPlan { Name = "my-authorizer", TokenKeyName = "MyToken", Token = "to ken=", Signature = "c2ln+/==" },
        };

        HttpRunTests.AssertAllAcked(await Run.ToEndAsync(plan), 20);

        Assert.All(server.Posts, post => Assert.Equal(
            ("my-authorizer", "to ken=", "c2ln+/=="),
            (post.Headers["x-amz-customauthorizer-name"], post.Headers["mytoken"], post.Headers["x-amz-customauthorizer-signature"])));
    }

    private static string Sign(string method, string host, string path, string query, ReadOnlySpan<byte> body) =>
        Convert.ToHexString(HMACSHA256.HashData(Key,
            Encoding.UTF8.GetBytes($"{method}\n{host}\n{path}\n{query}\n{Convert.ToHexString(SHA256.HashData(body))}")));
}
