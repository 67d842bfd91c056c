using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IoTLoad.Engine.Connecting.Faults;

/// <summary>A TLS alert that the peer sent.</summary>
/// <param name="Name">Its name in RFC 8446 section 6, such as <c>certificate_required</c>.</param>
internal sealed partial record TlsAlert(string Name)
{
    /// <summary>Alerts by which a server turns down the client's certificate, or the lack of one.</summary>
    private static readonly HashSet<string> OfClientCertificate =
    [
        "bad_certificate", "unsupported_certificate", "certificate_revoked", "certificate_expired", "certificate_unknown",
        "unknown_ca", "access_denied", "decrypt_error", "certificate_required",
    ];

    /// <summary>Alerts that runtime or OpenSSL know by number only (RFC 8446 section 6; OpenSSL adds 1000).</summary>
    private static readonly Dictionary<int, string> Numbered = new()
    {
        [112] = "unrecognized_name",
        [116] = "certificate_required",
        [120] = "no_application_protocol",
    };

    /// <summary>Alerts as SChannel reports them: SEC_E and CRYPT_E values of winerror.h.</summary>
    private static readonly Dictionary<uint, string> OfWindows = new()
    {
        [0x80090325] = "unknown_ca",
        [0x80090327] = "certificate_unknown",
        [0x80090328] = "certificate_expired",
        [0x80090331] = "handshake_failure",
        [0x80090367] = "no_application_protocol",
        [0x80092010] = "certificate_revoked",
    };

    /// <summary>Whether the alert speaks of the client's certificate.</summary>
    public bool ConcernsClientCertificate => OfClientCertificate.Contains(Name);

    /// <summary>
    /// The alert in a chain of exceptions, or null. SslStream has no property for it: during the handshake the alert's name
    /// is in its message (<c>sent a TLS alert: 'HandshakeFailure'</c>), afterwards in OpenSSL's (<c>tlsv13 alert certificate
    /// required</c>), and on Windows it is a native error code.
    /// </summary>
    public static TlsAlert? Find(IEnumerable<Exception> chain)
    {
        foreach (var exception in chain)
        {
            if (NamedByRuntime().Match(exception.Message) is { Success: true } runtime)
            {
                return new TlsAlert(SnakeCase(runtime.Groups[1].Value));
            }

            if (NumberedByEither().Match(exception.Message) is { Success: true } number)
            {
                var value = int.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture);
                return new TlsAlert(Numbered.GetValueOrDefault(value, $"number {value}"));
            }

            if (NamedByOpenSsl().Match(exception.Message) is { Success: true } openSsl)
            {
                return new TlsAlert(openSsl.Groups[1].Value.Trim().Replace(' ', '_'));
            }

            if (exception is Win32Exception native && OfWindows.TryGetValue(unchecked((uint)native.NativeErrorCode), out var name))
            {
                return new TlsAlert(name);
            }
        }

        return null;
    }

    private static string SnakeCase(string pascalCase) =>
        WordStart().Replace(pascalCase.Replace("CA", "Ca", StringComparison.Ordinal), "_$0").ToLower(CultureInfo.InvariantCulture);

    [GeneratedRegex("alert: '([A-Za-z]+)'")]
    private static partial Regex NamedByRuntime();

    [GeneratedRegex("(?:alert: '|SSL routines:[^:]*:reason\\(1)(\\d{1,3})['\\)]")]
    private static partial Regex NumberedByEither();

    [GeneratedRegex("SSL routines:[^:]*:(?:ssl|tls)v\\d+ alert ([a-z ]+)")]
    private static partial Regex NamedByOpenSsl();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
