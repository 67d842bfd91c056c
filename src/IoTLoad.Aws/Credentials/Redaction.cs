using System.Text.RegularExpressions;

namespace IoTLoad.Aws.Credentials;

/// <summary>
/// Takes secrets out of texts that AWS or the runtime wrote: where a signature does not match, the service answers with the
/// whole canonical request, session token included, and a failed URL is quoted with its signature.
/// </summary>
public static partial class Redaction
{
    /// <summary>The text with secrets replaced.</summary>
    public static string Redact(string text) =>
        Parameter().Replace(Canonical().Replace(text, "$1 (left out: it holds secrets)"), "$1***");

    [GeneratedRegex(@"(The Canonical String for this request should have been).*", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Canonical();

    [GeneratedRegex(
        @"((?:x-amz-security-token|x-amz-signature|\bsignature|secret_?access_?key|session_?token)[""']?\s*[:=]\s*[""']?)[^\s""'&,;]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
