using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using IoTLoad.Aws.Signing;
using IoTLoad.Aws.Tests.Botocore;
using IoTLoad.Engine;
using IoTLoad.Engine.Authentication;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Signing;

public sealed class IotDataSignerTests(BotocorePeer botocore)
{
    private const string Host = "abc123-ats.iot.eu-west-1.amazonaws.com";

    [Theory]
    [InlineData("loadtest/run/1", "{}", null)]
    [InlineData("a b/ü€/+x=1&y~.-_/$z", "", null)]
    [InlineData("a//b/./c", "payload ü", "IQoJb3JpZ2luX2VjE//token+with/signs==")]
    public async Task A_request_is_signed_as_botocore_signs_it_and_as_another_verifier_wants_it(string topic, string body, string? token)
    {
        var clock = new Clock(new DateTimeOffset(2026, 11, 24, 23, 59, 58, TimeSpan.Zero));
        var signer = new IotDataSigner(Credentials(token), "eu-west-1", clock);
        var path = $"/topics/{Uri.EscapeDataString(topic)}";

        var headers = await signer.SignAsync(new HttpRequestToSign("POST", Host, path, "qos=1", Encoding.UTF8.GetBytes(body)),
            TestContext.Current.CancellationToken);

        var expected = await botocore.AskAsync(
            "sign", ("method", "POST"), ("url", $"https://{Host}{path}?qos=1"), ("headers", new JsonObject()),
            ("body", Convert.ToBase64String(Encoding.UTF8.GetBytes(body))), ("service", "iotdata"), ("region", "eu-west-1"),
            ("time", "20261124T235958Z"), ("accessKey", "AKIDEXAMPLE"), ("secretKey", "secret"), ("token", token));
        Assert.Equal(expected!.GetValue<string>(), headers.Single(header => header.Key == "Authorization").Value);
        Assert.Equal(token, headers.SingleOrDefault(header => header.Key == "x-amz-security-token").Value);

        var all = headers.Append(new("Host", Host))
            .ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        var post = new Post($"{path}?qos=1", topic, "?qos=1", "HTTP/1.1", "1", all, Encoding.UTF8.GetBytes(body));
        var verifier = new SignatureVerifier("AKIDEXAMPLE", "secret", "eu-west-1", "iotdata");
        Assert.Null(verifier.FaultOf(post));
        Assert.Equal("SignatureDoesNotMatch", verifier.FaultOf(post with { Body = [1] }));
        Assert.Equal("SignatureDoesNotMatch", verifier.FaultOf(post with { Target = $"{path}?qos=0" }));
        Assert.Equal("SignatureDoesNotMatch", new SignatureVerifier("AKIDEXAMPLE", "other", "eu-west-1", "iotdata").FaultOf(post));
    }

    [Fact]
    public async Task The_next_day_and_new_credentials_make_a_new_key()
    {
        var clock = new Clock(new DateTimeOffset(2026, 11, 24, 23, 59, 59, TimeSpan.Zero));
        var source = new Source { Current = new ImmutableCredentials("AKIDEXAMPLE", "first", null) };
        var signer = new IotDataSigner(source, "eu-west-1", clock);

        Assert.Null(await FaultAsync("AKIDEXAMPLE", "first"));
        clock.Now += TimeSpan.FromSeconds(2);
        Assert.Null(await FaultAsync("AKIDEXAMPLE", "first"));
        source.Current = new ImmutableCredentials("AKIDOTHER", "second", "token");
        Assert.Null(await FaultAsync("AKIDOTHER", "second"));

        async Task<string?> FaultAsync(string accessKey, string secretKey)
        {
            var headers = await signer.SignAsync(new HttpRequestToSign("POST", Host, "/topics/a", "qos=1", default),
                TestContext.Current.CancellationToken);
            var all = headers.Append(new("Host", Host))
                .ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
            Assert.StartsWith(clock.Now.ToString("yyyyMMdd", CultureInfo.InvariantCulture), all["x-amz-date"], StringComparison.Ordinal);
            return new SignatureVerifier(accessKey, secretKey, "eu-west-1", "iotdata")
                .FaultOf(new Post("/topics/a?qos=1", "a", "", "", "", all, []));
        }
    }

    [Fact]
    public async Task Credentials_that_cannot_be_refreshed_fail_the_message_with_a_reason()
    {
        var source = new Source
        {
            Fault =
            new AmazonServiceException("The security token included in the request is expired") { ErrorCode = "ExpiredToken" }
        };
        var signer = new IotDataSigner(source, "eu-west-1", TimeProvider.System);

        var exception = await Assert.ThrowsAsync<LoadException>(async () =>
            await signer.SignAsync(new HttpRequestToSign("POST", Host, "/topics/a", "qos=1", default),
                TestContext.Current.CancellationToken));

        Assert.Equal("AwsCredentialsExpired", exception.ErrorId);
    }

    private static AWSCredentials Credentials(string? token) =>
        token is null ? new BasicAWSCredentials("AKIDEXAMPLE", "secret") : new SessionAWSCredentials("AKIDEXAMPLE", "secret", token);

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Source : AWSCredentials
    {
        public ImmutableCredentials Current { get; set; } = new("AKIDEXAMPLE", "secret", null);

        public Exception? Fault { get; init; }

        public override ImmutableCredentials GetCredentials() => Fault is null ? Current : throw Fault;
    }
}
