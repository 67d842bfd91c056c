using System.Globalization;
using IoTLoad.SigV4;

namespace IoTLoad.Sandbox.Identity;

/// <summary>The signature of a request, as the Authorization header or, presigned, the query has it.</summary>
internal sealed record RequestSignature
{
    private const string Algorithm = SignatureV4.Algorithm;

    /// <summary>Access key ID.</summary>
    public required string KeyId { get; init; }

    /// <summary>Day of the scope, eight digits.</summary>
    public required string Day { get; init; }

    /// <summary>Region of the scope.</summary>
    public required string Region { get; init; }

    /// <summary>Service of the scope.</summary>
    public required string Service { get; init; }

    /// <summary>Names of the signed headers, in lower case.</summary>
    public required IReadOnlyList<string> SignedHeaders { get; init; }

    /// <summary>The signature, hexadecimal.</summary>
    public required string Signature { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Session token; null where the request has none.</summary>
    public required string? Token { get; init; }

    /// <summary>How long a presigned URL is good for; null where the signature is in the header.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <exception cref="RefusedException">The request has none, or a part of it is missing.</exception>
    public static RequestSignature Read(SignedRequest request)
    {
        if (Header(request, "Authorization") is { Length: > 0 } authorization)
        {
            return ReadHeader(request, authorization);
        }

        var query = Query(request.RawQuery);
        return query.ContainsKey("X-Amz-Signature") || query.ContainsKey("X-Amz-Algorithm")
            ? ReadQuery(query)
            : throw new RefusedException(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    /// <returns>Null where the request has no such header.</returns>
    public static string? Header(SignedRequest request, string name)
    {
        string? value = null;
        foreach (var header in request.Headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = value is null ? header.Value : $"{value},{header.Value}";
            }
        }

        return value;
    }

    private static RequestSignature ReadHeader(SignedRequest request, string authorization)
    {
        var space = authorization.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || authorization[..space] != Algorithm)
        {
            throw Incomplete($"Authorization header requires the algorithm '{Algorithm}'.");
        }

        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in authorization[(space + 1)..]
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw Incomplete($"'{part}' not a valid key=value pair (missing equal-sign) in Authorization header.");
            }

            parts[part[..equals]] = part[(equals + 1)..];
        }

        var date = Header(request, "X-Amz-Date") ?? Header(request, "Date")
            ?? throw Incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        return Make(Required(parts, "Credential"), Required(parts, "SignedHeaders"), Required(parts, "Signature"), date) with
        {
            Token = Header(request, "X-Amz-Security-Token"),
        };
    }

    private static RequestSignature ReadQuery(Dictionary<string, string> query)
    {
        if (Required(query, "X-Amz-Algorithm") != Algorithm)
        {
            throw Incomplete($"X-Amz-Algorithm has to be '{Algorithm}'.");
        }

        // Clients that presign without saying for how long mean AWS's five minutes.
        var expires = query.GetValueOrDefault("X-Amz-Expires", "300");
        if (!int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > 604800)
        {
            throw Incomplete("X-Amz-Expires must be between 1 and 604800 seconds.");
        }

        return Make(
            Required(query, "X-Amz-Credential"),
            Required(query, "X-Amz-SignedHeaders"),
            Required(query, "X-Amz-Signature"),
            Required(query, "X-Amz-Date")) with
        {
            Token = query.GetValueOrDefault("X-Amz-Security-Token"),
            Lifetime = TimeSpan.FromSeconds(seconds),
        };
    }

    private static RequestSignature Make(string credential, string signedHeaders, string signature, string date)
    {
        var scope = credential.Split('/');
        if (scope.Length != 5 || scope[4] != "aws4_request")
        {
            throw Incomplete($"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
                + $"got '{credential}'.");
        }

        if (!DateTimeOffset.TryParseExact(
            date, ["yyyyMMdd'T'HHmmss'Z'", "R"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            throw Incomplete($"Date must be in ISO-8601 'basic format', got '{date}'.");
        }

        return new RequestSignature
        {
            KeyId = scope[0],
            Day = scope[1],
            Region = scope[2],
            Service = scope[3],
            SignedHeaders = signedHeaders.Split(';', StringSplitOptions.RemoveEmptyEntries),
            Signature = signature,
            Time = time,
            Token = null,
        };
    }

    private static Dictionary<string, string> Query(string raw)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in raw.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            query[Uri.UnescapeDataString(equals < 0 ? parameter : parameter[..equals])] = equals < 0
                ? "" : Uri.UnescapeDataString(parameter[(equals + 1)..]);
        }

        return query;
    }

    private static string Required(Dictionary<string, string> parts, string name) =>
        parts.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw Incomplete($"Authorization requires '{name}' parameter.");

    private static RefusedException Incomplete(string message) => new(403, "IncompleteSignatureException", message);
}

/// <summary>A request as it arrived, in the parts that a signature covers.</summary>
/// <param name="RawPath">Path exactly as it was sent.</param>
/// <param name="RawQuery">Query exactly as it was sent, without the question mark.</param>
/// <param name="Headers">Headers; several of one name are several entries.</param>
internal sealed record SignedRequest(
    string Method, string RawPath, string RawQuery, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
