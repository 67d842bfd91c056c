using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IoTLoad.SigV4;

namespace IoTLoad.Sandbox.Identity;

/// <summary>Verifies signatures by Signature Version 4 against the sandbox's keys, and certificates against its directory.</summary>
/// <remarks>
/// Codes are those of AWS's REST services; the wire protocols that have others for the same reasons translate them. The rules
/// are those of "Signature Version 4 request elements" and "Troubleshoot signed requests" in AWS's IAM user guide.
/// </remarks>
/// <param name="account">Account, whose region scopes have to name.</param>
/// <param name="clock">Clock that dates are checked against.</param>
internal sealed class Authority(SandboxAccount account, CredentialStore credentials, IDeviceDirectory devices, TimeProvider clock)
{
    /// <summary>How far a request's date may be from the sandbox's clock.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>Verifies Signature Version 4, in the Authorization header or, presigned, in the query.</summary>
    /// <param name="service">The signing name that its scope has to have, such as <c>iotdata</c> or <c>iotdevicegateway</c>; null
    /// takes any.</param>
    /// <exception cref="RefusedException">Unknown key, wrong signature, expired date, wrong scope, wrong or expired session
    /// token.</exception>
    public Principal Verify(SignedRequest request, string? service)
    {
        var signature = RequestSignature.Read(request);
        CheckScope(signature, service);
        CheckTime(signature);
        var key = credentials.Find(signature.KeyId) ?? throw InvalidToken();
        CheckSignature(request, signature, key);
        CheckToken(signature, key);
        return key.Principal;
    }

    /// <summary>The principal of a client certificate.</summary>
    /// <returns>Null where no such certificate is registered, or it is not active.</returns>
    public Principal? OfCertificate(X509Certificate2 certificate) => devices.Find(certificate);

    private static RefusedException InvalidToken() =>
        new(403, "UnrecognizedClientException", "The security token included in the request is invalid.");

    private static RefusedException Invalid(string message) => new(403, "InvalidSignatureException", message);

    private static void InvalidIf(bool isSo, string message) => RefusedException.ThrowIf(isSo, () => Invalid(message));

    // In a presigned URL everything but the signature itself is signed. IoT Core's device gateway wants the session token
    // behind the signature; some clients sign it all the same.
    private static IEnumerable<string> SignedQueries(SignedRequest request, RequestSignature signature)
    {
        if (signature.Lifetime is null)
        {
            return [request.RawQuery];
        }

        var parameters = request.RawQuery.Split('&').Where(parameter => !Is(parameter, "X-Amz-Signature")).ToList();
        var whole = string.Join('&', parameters);
        return signature is { Service: "iotdevicegateway", Token: not null }
            ? [string.Join('&', parameters.Where(parameter => !Is(parameter, "X-Amz-Security-Token"))), whole]
            : [whole];

        static bool Is(string parameter, string name) => parameter.StartsWith($"{name}=", StringComparison.Ordinal);
    }

    private void CheckScope(RequestSignature signature, string? service)
    {
        InvalidIf(service is not null && signature.Service != service,
            $"Credential should be scoped to correct service: '{service}'. ");

        // IAM is one for the whole world, and signed for its home; STS was so once.
        var isGlobal = signature.Service is "iam" or "sts" && signature.Region == "us-east-1";
        InvalidIf(signature.Region != account.Region && !isGlobal,
            $"Credential should be scoped to a valid region. The sandbox is '{account.Region}', not '{signature.Region}'.");
    }

    private void CheckTime(RequestSignature signature)
    {
        var now = clock.GetUtcNow();
        var signed = Stamp(signature.Time);
        InvalidIf(signature.Day != signed[..8],
            $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{signature.Day}' "
                + $"!= '{signed[..8]}', from '{signed}'.");
        InvalidIf(signature.Time > now + Skew,
            $"Signature not yet current: {signed} is still later than {Stamp(now + Skew)} ({Stamp(now)} + 5 min.)");
        InvalidIf(signature.Time + (signature.Lifetime ?? Skew) < now, signature.Lifetime is { } lifetime
            ? $"Signature expired: {Stamp(signature.Time + lifetime)} is now earlier than {Stamp(now)}"
            : $"Signature expired: {signed} is now earlier than {Stamp(now - Skew)} ({Stamp(now)} - 5 min.)");

        static string Stamp(DateTimeOffset time) => new SigningScope(time, "", "").Timestamp;
    }

    private static void CheckSignature(SignedRequest request, RequestSignature signature, AccessKey key)
    {
        InvalidIf(!signature.SignedHeaders.Contains("host", StringComparer.OrdinalIgnoreCase),
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");

        // A header that is signed and was taken out on the way is an empty one here, and so makes another signature.
        var headers = signature.SignedHeaders
            .Select(name => KeyValuePair.Create(name, request.Header(name) ?? ""))
            .ToList();
        var scope = new SigningScope(signature.Time, signature.Region, signature.Service);
        var body = request.Body.IsEmpty ? SignatureV4.EmptyHash : SignatureV4.Hash(request.Body.Span);
        var given = Encoding.ASCII.GetBytes(signature.Signature);
        var path = request.RawPath.Length == 0 ? "/" : request.RawPath;
        foreach (var query in SignedQueries(request, signature))
        {
            var canonical = SignatureV4.CanonicalRequest(request.Method, path, query, headers, body);
            var expected = SignatureV4.Signature(key.Secret, scope, SignatureV4.StringToSign(scope, canonical));
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), given))
            {
                return;
            }
        }

        throw Invalid("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
            + "and signing method. Consult the service documentation for details.");
    }

    private void CheckToken(RequestSignature signature, AccessKey key)
    {
        RefusedException.ThrowIf(key.Token is null ? signature.Token is not null : signature.Token != key.Token, InvalidToken);
        RefusedException.ThrowIf(key.Expires <= clock.GetUtcNow(),
            403, "ExpiredTokenException", "The security token included in the request is expired");
    }
}

/// <summary>Knows the client certificates that are registered.</summary>
internal interface IDeviceDirectory
{
    /// <summary>The device of a certificate.</summary>
    /// <returns>Null where it is not registered, or not active.</returns>
    Principal? Find(X509Certificate2 certificate);
}
