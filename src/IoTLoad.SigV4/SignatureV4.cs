using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IoTLoad.SigV4;

/// <summary>
/// AWS Signature Version 4: the clients sign what AWSSDK.Core does not, such as URLs whose session token is not part of the
/// signature; the sandbox computes the signature that it expects.
/// </summary>
/// <remarks>
/// The steps are those of AWS's "Create a signed AWS API request". AWS's published test vectors check them, and in the sandbox's
/// tests AWS's own clients do.
/// </remarks>
public static class SignatureV4
{
    /// <summary>The name of the algorithm.</summary>
    public const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The hash of a body that has no bytes.</summary>
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>The request in the form that is hashed.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path as it is sent; it is encoded once more here.</param>
    /// <param name="query">Query string as it is sent, without the question mark.</param>
    /// <param name="headers">The headers that are signed; several of one name are one header.</param>
    /// <param name="bodyHash">SHA-256 of the body, lower-case hexadecimal.</param>
    /// <param name="normalize">Whether dot segments and repeated slashes are removed; every service but S3 does.</param>
    public static string CanonicalRequest(
        string method,
        string path,
        string query,
        IEnumerable<KeyValuePair<string, string>> headers,
        string bodyHash,
        bool normalize = true)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(headers);
        var canonical = Canonical(headers);
        var text = new StringBuilder();
        text.Append(method).Append('\n');
        text.Append(Encode(normalize ? Normalize(path) : path, "/")).Append('\n');
        text.Append(CanonicalQuery(query)).Append('\n');
        foreach (var (name, value) in canonical)
        {
            text.Append(name).Append(':').Append(value).Append('\n');
        }

        return text.Append('\n').AppendJoin(';', canonical.Keys).Append('\n').Append(bodyHash).ToString();
    }

    /// <summary>The names of the headers that are signed, as a signature lists them.</summary>
    public static string SignedHeaders(IEnumerable<KeyValuePair<string, string>> headers) => string.Join(';', Canonical(headers).Keys);

    /// <summary>What the signing key signs.</summary>
    public static string StringToSign(SigningScope scope, string canonicalRequest)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return $"{Algorithm}\n{scope.Timestamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonicalRequest))}";
    }

    /// <summary>The signature, lower-case hexadecimal.</summary>
    public static string Signature(string secretKey, SigningScope scope, string stringToSign) =>
        Signature(Key(secretKey, scope), stringToSign);

    /// <summary>The signature by a key that <see cref="Key"/> made, lower-case hexadecimal.</summary>
    public static string Signature(ReadOnlySpan<byte> key, string stringToSign) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign)));

    /// <summary>The key that signs what is of a scope: the same for a whole day.</summary>
    public static byte[] Key(string secretKey, SigningScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var key = Encoding.UTF8.GetBytes($"AWS4{secretKey}");
        foreach (var part in (ReadOnlySpan<string>)[scope.Day, scope.Region, scope.Service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }

    /// <summary>SHA-256, lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>Percent-encodes UTF-8 as RFC 3986 has it: letters, digits and <c>-._~</c> stay.</summary>
    /// <param name="text">Text.</param>
    /// <param name="keep">Further characters that stay.</param>
    public static string Encode(string text, string keep = "")
    {
        var encoded = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || "-._~".Contains(c, StringComparison.Ordinal) || keep.Contains(c, StringComparison.Ordinal))
            {
                encoded.Append(c);
            }
            else
            {
                encoded.Append('%').Append(Convert.ToHexString([b]));
            }
        }

        return encoded.ToString();
    }

    private static SortedDictionary<string, string> Canonical(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var canonical = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in headers)
        {
            var key = name.ToLowerInvariant();
            var text = string.Join(' ', value.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
            canonical[key] = canonical.TryGetValue(key, out var others) ? $"{others},{text}" : text;
        }

        return canonical;
    }

    private static string CanonicalQuery(string query)
    {
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter =>
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (parameter, "") : (parameter[..equals], parameter[(equals + 1)..]);
            return (Name: Encode(Uri.UnescapeDataString(name)), Value: Encode(Uri.UnescapeDataString(value)));
        });
        var sorted = parameters.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal);
        return string.Join('&', sorted.Select(p => $"{p.Name}={p.Value}"));
    }

    private static string Normalize(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment == "..")
            {
                if (segments.Count > 0)
                {
                    segments.RemoveAt(segments.Count - 1);
                }
            }
            else if (segment.Length > 0 && segment != ".")
            {
                segments.Add(segment);
            }
        }

        var slash = segments.Count > 0 && path.EndsWith('/') ? "/" : "";
        return $"/{string.Join('/', segments)}{slash}";
    }
}

/// <summary>What a signature is valid for: a day, a region and a service.</summary>
/// <param name="Time">Time of signing.</param>
/// <param name="Region">Region.</param>
/// <param name="Service">The service's signing name, such as <c>iotdevicegateway</c>.</param>
public sealed record SigningScope(DateTimeOffset Time, string Region, string Service)
{
    /// <summary>The time as X-Amz-Date has it.</summary>
    public string Timestamp { get; } = Time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The day, the first part of the scope.</summary>
    public string Day { get; } = Time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The scope as it follows an access key.</summary>
    public override string ToString() => $"{Day}/{Region}/{Service}/aws4_request";
}
