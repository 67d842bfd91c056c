using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IoTLoad.SigV4;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

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
        if (request.Header("Authorization") is { Length: > 0 } authorization)
        {
            return ReadHeader(request, authorization);
        }

        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in SignedRequest.Parameters(request.RawQuery))
        {
            query[name] = value;
        }

        return query.ContainsKey("X-Amz-Signature") || query.ContainsKey("X-Amz-Algorithm")
            ? ReadQuery(query)
            : throw new RefusedException(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    private static RequestSignature ReadHeader(SignedRequest request, string authorization)
    {
        const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        IncompleteIf(!authorization.StartsWith($"{Algorithm} ", StringComparison.Ordinal),
            $"Authorization header requires the algorithm '{Algorithm}'.");
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in authorization[(Algorithm.Length + 1)..].Split(',', Tidy))
        {
            var pair = part.Split('=', 2);
            IncompleteIf(pair.Length < 2, $"'{part}' not a valid key=value pair (missing equal-sign) in Authorization header.");
            parts[pair[0]] = pair[1];
        }

        var date = request.Header("X-Amz-Date") ?? request.Header("Date")
            ?? throw Incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        return Make(Required(parts, "Credential"), Required(parts, "SignedHeaders"), Required(parts, "Signature"), date) with
        {
            Token = request.Header("X-Amz-Security-Token"),
        };
    }

    private static RequestSignature ReadQuery(Dictionary<string, string> query)
    {
        IncompleteIf(Required(query, "X-Amz-Algorithm") != Algorithm, $"X-Amz-Algorithm has to be '{Algorithm}'.");

        // Clients that presign without saying for how long mean AWS's five minutes.
        var expires = query.GetValueOrDefault("X-Amz-Expires", "300");
        IncompleteIf(
            !int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > 604800,
            "X-Amz-Expires must be between 1 and 604800 seconds.");
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
        IncompleteIf(scope is not [_, _, _, _, "aws4_request"],
            $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'.");
        IncompleteIf(
            !DateTimeOffset.TryParseExact(date, ["yyyyMMdd'T'HHmmss'Z'", "R"], CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time),
            $"Date must be in ISO-8601 'basic format', got '{date}'.");
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

    private static string Required(Dictionary<string, string> parts, string name) =>
        parts.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw Incomplete($"Authorization requires '{name}' parameter.");

    private static RefusedException Incomplete(string message) => new(403, "IncompleteSignatureException", message);

    private static void IncompleteIf([DoesNotReturnIf(true)] bool isSo, string message) =>
        RefusedException.ThrowIf(isSo, () => Incomplete(message));
}

/// <summary>A request as it arrived, in the parts that a signature covers.</summary>
/// <param name="RawPath">Path exactly as it was sent.</param>
/// <param name="RawQuery">Query exactly as it was sent, without the question mark.</param>
/// <param name="Headers">Headers; several of one name are several entries.</param>
internal sealed record SignedRequest(
    string Method, string RawPath, string RawQuery, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The request as it was sent.</summary>
    public static SignedRequest Of(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // A proxy's form of a request names the host too.
        if (!target.StartsWith('/') && Uri.TryCreate(target, UriKind.Absolute, out var uri))
        {
            target = uri.PathAndQuery;
        }

        var parts = target.Split('?', 2);
        var headers = context.Request.Headers
            .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")));
        return new SignedRequest(context.Request.Method, parts[0], parts.ElementAtOrDefault(1) ?? "", [.. headers], body);
    }

    /// <summary>Names and values of a query string, decoded, in its order.</summary>
    public static IEnumerable<(string Name, string Value)> Parameters(string query) =>
        query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter => parameter.Split('=', 2))
            .Select(parts => (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "")));

    /// <summary>The values of a header; null where the request has none of the name.</summary>
    public string? Header(string name)
    {
        var values = Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);
        return values.Any() ? string.Join(',', values) : null;
    }
}
