using System.Net.Sockets;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.IotData;
using Amazon.Runtime;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Tests.Wire;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Tests.Credentials;

/// <summary>What a user reads when AWS refuses.</summary>
public sealed class AwsFaultTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Token = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
    private static readonly AwsCall Call = new("iot", "CreateThing");

    [Theory]
    [InlineData("ExpiredTokenException", 403, "AwsCredentialsExpired", LoadErrorKind.AuthenticationFailed)]
    [InlineData("UnrecognizedClientException", 403, "AwsCredentialsInvalid", LoadErrorKind.AuthenticationFailed)]
    [InlineData("InvalidClientTokenId", 403, "AwsCredentialsInvalid", LoadErrorKind.AuthenticationFailed)]
    [InlineData("UnauthorizedException", 401, "AwsAccessDenied", LoadErrorKind.AccessDenied)]
    [InlineData("SomethingNew", 403, "AwsAccessDenied", LoadErrorKind.AccessDenied)]
    [InlineData("ThrottlingException", 429, "AwsThrottled", LoadErrorKind.ResourceExhausted)]
    [InlineData("LimitExceededException", 410, "AwsLimitExceeded", LoadErrorKind.ResourceExhausted)]
    [InlineData("ResourceNotFoundException", 404, "AwsNotFound", LoadErrorKind.NotFound)]
    [InlineData("DeleteConflictException", 409, "AwsConflict", LoadErrorKind.InvalidState)]
    [InlineData("InvalidRequestException", 400, "AwsInvalidRequest", LoadErrorKind.InvalidInput)]
    [InlineData("RequestEntityTooLargeException", 413, "AwsPayloadTooLarge", LoadErrorKind.InvalidInput)]
    [InlineData("InternalFailureException", 500, "AwsServiceFailed", LoadErrorKind.ConnectionFailed)]
    public async Task An_error_of_a_service_has_a_stable_ID_and_something_to_do(string code, int status, string id, LoadErrorKind kind)
    {
        var error = AwsFault.From(await Provoke(code, status, "It said so."), Call);
        Assert.Equal(id, error.ErrorId);
        Assert.Equal(kind, error.Kind);
        Assert.Contains("It said so.", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RecommendedAction);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public async Task Denied_access_tells_action_resource_and_the_statement_that_would_allow_it()
    {
        const string Arn = "arn:aws:iot:eu-west-1:123456789012:thing/load-1";
        var fault = await Provoke(
            "AccessDeniedException",
            403,
            $"User: arn:aws:sts::123456789012:assumed-role/ci/run is not authorized to perform: iot:CreateThing on resource: "
                + $"{Arn} because no identity-based policy allows the iot:CreateThing action");
        var error = AwsFault.From(fault, new AwsCall("iot", "CreateThing", "load-1"));
        Assert.StartsWith($"Access denied: iot:CreateThing on {Arn}.", error.Message, StringComparison.Ordinal);
        var statement = JsonNode.Parse(error.RecommendedAction[error.RecommendedAction.IndexOf('{', StringComparison.Ordinal)..])!;
        Assert.Equal(("Allow", "iot:CreateThing", Arn),
            ((string?)statement["Effect"], (string?)statement["Action"], (string?)statement["Resource"]));
        Assert.Equal("load-1", error.Target);
    }

    [Fact]
    public async Task Denied_access_without_a_message_is_described_from_the_call()
    {
        var call = new AwsCall("lambda", "Invoke", "arn:aws:lambda:eu-west-1:123456789012:function:load");
        var error = AwsFault.From(await Provoke("ForbiddenException", 403, ""), call);
        Assert.Contains("\"lambda:InvokeFunction\",\"Resource\":\"arn:aws:lambda:eu-west-1:123456789012:function:load\"",
            error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_explicit_deny_is_not_answered_with_a_statement_that_cannot_help()
    {
        var fault = await Provoke("AccessDeniedException", 403,
            "… is not authorized to perform: iot:CreateThing on resource: * with an explicit deny in a service control policy");
        var error = AwsFault.From(fault, Call);
        Assert.Equal("AwsAccessDenied", error.ErrorId);
        Assert.DoesNotContain("\"Allow\"", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_of_another_region_is_distinguished_from_wrong_keys()
    {
        var fault = await Provoke("InvalidSignatureException", 403, "Credential should be scoped to a valid region.");
        Assert.Equal("AwsWrongRegion", AwsFault.From(fault, Call, "eu-west-1").ErrorId);
    }

    [Fact]
    public async Task A_wrong_signature_does_not_print_the_token_that_the_service_sends_back()
    {
        var fault = await Provoke(
            "SignatureDoesNotMatch",
            403,
            $"The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this "
                + $"request should have been\n'POST\n/\n\nx-amz-security-token:{Token}\n'");
        var error = AwsFault.From(fault, Call);
        Assert.Equal("AwsCredentialsInvalid", error.ErrorId);
        Assert.DoesNotContain(Token, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wss://host/mqtt?X-Amz-Signature=abc123&X-Amz-Security-Token=EXAMPLETOKEN failed",
        "wss://host/mqtt?X-Amz-Signature=***&X-Amz-Security-Token=*** failed")]
    [InlineData("{\"SecretAccessKey\": \"abc\", \"SessionToken\":\"def\"}", "{\"SecretAccessKey\": \"***\", \"SessionToken\":\"***\"}")]
    [InlineData("Credential=AKID/20260101, SignedHeaders=host, Signature=abc",
        "Credential=AKID/20260101, SignedHeaders=host, Signature=***")]
    [InlineData("Nothing to hide.", "Nothing to hide.")]
    public void Texts_lose_their_secrets(string text, string expected) => Assert.Equal(expected, Redaction.Redact(text));

    [Fact]
    public async Task A_host_that_nobody_has_is_unreachable()
    {
        var config = new AmazonIoTConfig { ServiceURL = "http://127.0.0.1:1", MaxErrorRetry = 0, AuthenticationRegion = "eu-west-1" };
        using var iot = new AmazonIoTClient(new BasicAWSCredentials("AKID", Secret), config);
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => iot.ListThingsAsync(new(), TestContext.Current.CancellationToken));
        var error = AwsFault.From(fault, Call, "eu-west-1");
        Assert.Equal("AwsUnreachable", error.ErrorId);
        Assert.Equal(LoadErrorKind.ConnectionFailed, error.Kind);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_described_error_is_not_described_again()
    {
        var told = new LoadException("X", LoadErrorKind.InvalidInput, "m", "a");
        Assert.Same(told, AwsFault.From(told, Call));
        Assert.Equal("AwsUnreachable", AwsFault.From(new HttpRequestException("no", new SocketException(11001)), Call).ErrorId);
        Assert.Equal("AwsRequestFailed", AwsFault.From(new AmazonClientException("no"), Call).ErrorId);
    }

    [Fact]
    public async Task Throttling_is_retried_before_it_is_reported()
    {
        var http = new CannedHttp(Answer("ThrottlingException", 429, "slow"));
        var config = new AmazonIotDataConfig { RegionEndpoint = RegionEndpoint.EUWest1, HttpClientFactory = http, MaxErrorRetry = 1 };
        using var data = new AmazonIotDataClient(new SessionAWSCredentials("AKID", Secret, Token), config);
        var slow = await Assert.ThrowsAsync<AmazonServiceException>(
            () => data.PublishAsync(new() { Topic = "a", Payload = new MemoryStream([1]) }, TestContext.Current.CancellationToken));
        Assert.Equal("ThrottlingException", slow.ErrorCode);
        Assert.Equal(2, http.Count);
        Assert.Equal([1], http.Sent.Body);
    }

    private static async Task<Exception> Provoke(string code, int status, string message)
    {
        var config = new AmazonIoTConfig
        {
            RegionEndpoint = RegionEndpoint.EUWest1,
            HttpClientFactory = new CannedHttp(Answer(code, status, message)),
            MaxErrorRetry = 0
        };
        using var iot = new AmazonIoTClient(new SessionAWSCredentials("AKID", Secret, Token), config);
        return await Assert.ThrowsAnyAsync<AmazonServiceException>(
            () => iot.CreateThingAsync(new CreateThingRequest { ThingName = "load-1" }, TestContext.Current.CancellationToken));
    }

    private static JsonObject Answer(string code, int status, string message) => new()
    {
        ["status"] = status,
        ["headers"] = new JsonObject { ["x-amzn-ErrorType"] = code, ["x-amzn-RequestId"] = "r" },
        ["body"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["message"] = message }.ToJsonString())),
    };
}
