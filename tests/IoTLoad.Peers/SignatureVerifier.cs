using System.Security.Cryptography;
using System.Text;

namespace IoTLoad.Peers;

/// <summary>
/// Verifies Signature Version 4 on the requests of a <see cref="HttpServer"/>, from AWS's description of it and none of our code.
/// </summary>
/// <param name="accessKey">Access key ID.</param>
/// <param name="secretKey">Secret key.</param>
/// <param name="region">Region that signatures have to be made for.</param>
/// <param name="service">Service that signatures have to be made for.</param>
public sealed class SignatureVerifier(string accessKey, string secretKey, string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Why a request's signature is invalid; null if it is valid.</summary>
    public string? FaultOf(Post post)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (!post.Headers.TryGetValue("Authorization", out var authorization)
            || !authorization.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            return "MissingAuthenticationToken";
        }

        var parts = authorization[(Algorithm.Length + 1)..].Split(", ").Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1]);
        var time = post.Headers["X-Amz-Date"];
        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        if (parts["Credential"] != $"{accessKey}/{scope}")
        {
            return "UnrecognizedClient";
        }

        var names = parts["SignedHeaders"].Split(';');
        if (!names.Contains("host") || !names.Contains("x-amz-date"))
        {
            return "IncompleteSignature";
        }

        var target = post.Target.Split('?', 2);
        var canonical = new StringBuilder("POST\n");
        canonical.Append(string.Join('/', target[0].Split('/').Select(Uri.EscapeDataString))).Append('\n');
        canonical.Append(string.Join('&', target[1].Split('&').Order(StringComparer.Ordinal))).Append('\n');
        foreach (var name in names)
        {
            canonical.Append(name).Append(':').Append(post.Headers[name].Trim()).Append('\n');
        }

        canonical.Append('\n').Append(parts["SignedHeaders"]).Append('\n').Append(Hex(SHA256.HashData(post.Body)));
        var key = new[] { time[..8], region, service, "aws4_request" }
            .Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey),
                (secret, part) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(part)));
        var text = $"{Algorithm}\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        return parts["Signature"] == Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) ? null : "SignatureDoesNotMatch";
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
