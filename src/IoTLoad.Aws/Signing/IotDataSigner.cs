using Amazon.Runtime;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine.Authentication;
using IoTLoad.SigV4;

namespace IoTLoad.Aws.Signing;

/// <summary>Signs the requests of a load test to IoT Core's HTTPS data plane, each with the credentials of that moment.</summary>
internal sealed class IotDataSigner(AWSCredentials credentials, string region, TimeProvider time) : IHttpRequestSigner
{
    /// <summary>The service's signing name.</summary>
    public const string Service = "iotdata";

    private readonly SigningKey _key = new(region, Service);

    public async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> SignAsync(HttpRequestToSign request, CancellationToken cancellation)
    {
        var current = await CredentialsOfNow.GetAsync(credentials, new AwsCall("iot", "Publish"), cancellation);
        var scope = _key.ScopeAt(time.GetUtcNow());
        List<KeyValuePair<string, string>> headers = [new("host", request.Host), new("x-amz-date", scope.Timestamp)];
        if (current.UseToken)
        {
            headers.Add(new("x-amz-security-token", current.Token));
        }

        var canonical = SignatureV4.CanonicalRequest(request.Method, request.Path, request.Query, headers,
            SignatureV4.Hash(request.Body.Span));
        var signature = _key.Sign(current, scope, SignatureV4.StringToSign(scope, canonical));
        var signed = SignatureV4.SignedHeaders(headers);
        headers[0] = new("Authorization",
            $"{SignatureV4.Algorithm} Credential={current.AccessKey}/{scope}, SignedHeaders={signed}, Signature={signature}");
        return headers;
    }
}
