using System.Security.Cryptography.X509Certificates;
using System.Text;
using Amazon.Runtime;
using IoTLoad.Aws.Signing;
using IoTLoad.Sandbox.Identity;
using IoTLoad.SigV4;

namespace IoTLoad.Sandbox.Tests.Identity;

/// <summary>Requests are signed rightly, and then something is changed.</summary>
public sealed class SignatureTests
{
    private static readonly SandboxAccount Account = new("123456789012", "eu-west-1");
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestClock _clock = new(Start);
    private readonly CredentialStore _credentials;
    private readonly Authority _authority;
    private readonly AccessKey _key;
    private readonly AccessKey _session;

    public SignatureTests()
    {
        _credentials = new CredentialStore(_clock);
        _authority = new Authority(Account, _credentials, new NoDevices(), _clock);
        _key = _credentials.Create(new RootPrincipal(Account));
        _session = _credentials.CreateTemporary(new RootPrincipal(Account), TimeSpan.FromMinutes(15));
    }

    [Fact]
    public void A_request_that_is_signed_rightly_is_its_signer_s()
    {
        Assert.Same(_key.Principal, _authority.Verify(Signed(_key), "iot"));
        Assert.Same(_key.Principal, _authority.Verify(Signed(_key), null));
        Assert.Same(_session.Principal, _authority.Verify(Signed(_session), "iot"));
    }

    [Theory]
    [InlineData("method")]
    [InlineData("path")]
    [InlineData("query")]
    [InlineData("header")]
    [InlineData("header gone")]
    [InlineData("body")]
    [InlineData("signature")]
    [InlineData("secret")]
    [InlineData("another's key")]
    public void A_request_that_was_tampered_with_is_refused(string what)
    {
        var request = Signed(_key);
        var tampered = what switch
        {
            "method" => request with { Method = "PUT" },
            "path" => request with { RawPath = "/things/b" },
            "query" => request with { RawQuery = "a=2&b=1" },
            "header" => With(request, "X-Amz-Target", "Other"),
            "header gone" => request with { Headers = [.. request.Headers.Where(header => header.Key != "X-Amz-Target")] },
            "body" => request with { Body = "{ }"u8.ToArray() },
            "signature" => With(request, "Authorization", Header(request, "Authorization")[..^1] + "x"),
            "secret" => Signed(_key with { Secret = "wrong" }),
            _ => With(request, "Authorization", Header(request, "Authorization")
                .Replace(_key.Id, _credentials.Create(_key.Principal).Id, StringComparison.Ordinal)),
        };
        Refused(403, "InvalidSignatureException", "does not match", tampered);
    }

    [Fact]
    public void A_header_that_is_not_signed_may_be_added() => _authority.Verify(With(Signed(_key), "X-Other", "1"), "iot");

    [Theory]
    [InlineData(-299, null)]
    [InlineData(299, null)]
    [InlineData(-301, "Signature not yet current: 20260301T120000Z is still later than 20260301T115959Z")]
    [InlineData(301, "Signature expired: 20260301T120000Z is now earlier than 20260301T120001Z (20260301T120501Z - 5 min.)")]
    public void A_date_counts_for_five_minutes_either_way(int secondsLater, string? refusal)
    {
        var request = Signed(_key);
        _clock.Now = Start.AddSeconds(secondsLater);
        if (refusal is null)
        {
            _authority.Verify(request, "iot");
        }
        else
        {
            Refused(403, "InvalidSignatureException", refusal, request);
        }
    }

    [Fact]
    public void An_unknown_key_is_refused() =>
        Refused(403, "UnrecognizedClientException", "security token included in the request is invalid",
            Signed(_key with { Id = "AKIAUNKNOWN" }));

    [Fact]
    public void A_request_without_a_signature_is_refused() =>
        Refused(403, "MissingAuthenticationTokenException", "Missing Authentication Token", Request());

    [Theory]
    [InlineData("logs", "eu-west-1", "correct service: 'iot'")]
    [InlineData("iot", "us-east-1", "valid region")]
    public void A_scope_of_another_service_or_region_is_refused(string service, string region, string refusal) =>
        Refused(403, "InvalidSignatureException", refusal, Signed(_key, service, region));

    [Fact]
    public void IAM_is_signed_for_its_one_region() => _authority.Verify(Signed(_key, "iam", "us-east-1"), null);

    [Fact]
    public void A_scope_of_another_day_is_refused()
    {
        var request = Signed(_key);
        var tampered = With(request, "Authorization", Header(request, "Authorization")
            .Replace("/20260301/", "/20260302/", StringComparison.Ordinal));
        Refused(403, "InvalidSignatureException", "Date in Credential scope does not match", tampered);
    }

    [Fact]
    public void Host_has_to_be_signed() =>
        Refused(403, "InvalidSignatureException", "must be a 'SignedHeader'", Signed(_key, hidden: "Host"));

    [Theory]
    [InlineData("Credential=")]
    [InlineData("SignedHeaders=")]
    [InlineData("Signature=")]
    public void A_header_that_lacks_a_part_is_refused(string part)
    {
        var request = Signed(_key);
        var value = Header(request, "Authorization");
        var start = value.IndexOf(part, StringComparison.Ordinal);
        var end = value.IndexOf(", ", start, StringComparison.Ordinal);
        var without = end < 0 ? value[..start] : value[..start] + value[(end + 2)..];
        Refused(403, "IncompleteSignatureException", part.TrimEnd('='), With(request, "Authorization", without));
    }

    [Fact]
    public void Temporary_credentials_need_their_token_and_end()
    {
        Refused(403, "UnrecognizedClientException", "token", Signed(_session with { Token = null }));
        Refused(403, "UnrecognizedClientException", "token", Signed(_session with { Token = "other" }));
        Refused(403, "UnrecognizedClientException", "token", Signed(_key with { Token = "one too many" }));
        _clock.Now = Start.AddMinutes(16);
        Refused(403, "ExpiredTokenException", "expired", Signed(_session));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_device_gateway_takes_the_token_behind_the_signature(bool temporary)
    {
        var key = temporary ? _session : _key;
        var request = Presigned(key);
        Assert.Same(key.Principal, _authority.Verify(request, "iotdevicegateway"));
        Refused(403, "InvalidSignatureException", "correct service", request);
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(61, "Signature expired")]
    [InlineData(-301, "Signature not yet current")]
    public void A_presigned_URL_is_good_as_long_as_it_says(int secondsLater, string? refusal)
    {
        var request = Presigned(_session);
        _clock.Now = Start.AddSeconds(secondsLater);
        if (refusal is null)
        {
            _authority.Verify(request, "iotdevicegateway");
        }
        else
        {
            Refused(403, "InvalidSignatureException", refusal, request, service: "iotdevicegateway");
        }
    }

    [Theory]
    [InlineData("X-Amz-Expires=60", "X-Amz-Expires=3600", "InvalidSignatureException")]
    [InlineData("X-Amz-Expires=60", "X-Amz-Expires=604801", "IncompleteSignatureException")]
    [InlineData("X-Amz-Security-Token=", "X-Amz-Security-Token=x", "UnrecognizedClientException")]
    [InlineData("X-Amz-Signature=", "X-Amz-Signature=0", "InvalidSignatureException")]
    public void A_presigned_URL_that_was_changed_is_refused(string old, string now, string code)
    {
        var request = Presigned(_session);
        Refused(403, code, "", request with { RawQuery = request.RawQuery.Replace(old, now, StringComparison.Ordinal) },
            service: "iotdevicegateway");
    }

    private static SignedRequest Request() => new(
        "POST", "/things/a%2Fb", "b=1&a=%20x", [new("Host", "127.0.0.1:1234"), new("X-Amz-Target", " T  x ")],
        Encoding.UTF8.GetBytes("{}"));

    private static string Header(SignedRequest request, string name) => request.Headers.Single(header => header.Key == name).Value;

    private static SignedRequest With(SignedRequest request, string name, string value) =>
        request with { Headers = [.. request.Headers.Where(header => header.Key != name), new(name, value)] };

    private SignedRequest Signed(AccessKey key, string service = "iot", string region = "eu-west-1", string? hidden = null)
    {
        var scope = new SigningScope(_clock.Now, region, service);
        var request = With(Request(), "X-Amz-Date", scope.Timestamp);
        request = key.Token is null ? request : With(request, "X-Amz-Security-Token", key.Token);
        var headers = request.Headers.Where(header => header.Key != hidden).ToList();
        var canonical = SignatureV4.CanonicalRequest(request.Method, request.RawPath, request.RawQuery, headers,
            SignatureV4.Hash(request.Body.Span));
        var signature = SignatureV4.Signature(key.Secret, scope, SignatureV4.StringToSign(scope, canonical));
        return With(
            request,
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={key.Id}/{scope}, SignedHeaders={SignatureV4.SignedHeaders(headers)}, Signature={signature}");
    }

    private SignedRequest Presigned(AccessKey key)
    {
        var url = MqttWebSocketUrl.Sign(
            "localhost:8443", Account.Region, new ImmutableCredentials(key.Id, key.Secret, key.Token), _clock.Now,
            TimeSpan.FromSeconds(60));
        return new SignedRequest("GET", "/mqtt", url.Query[1..], [new("Host", "localhost:8443")], default);
    }

    private void Refused(int status, string code, string text, SignedRequest request, string service = "iot")
    {
        var refusal = Assert.Throws<RefusedException>(() => _authority.Verify(request, service));
        Assert.Equal((status, code), (refusal.Status, refusal.Code));
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    private sealed class NoDevices : IDeviceDirectory
    {
        public Principal? Find(X509Certificate2 certificate) => null;
    }
}
