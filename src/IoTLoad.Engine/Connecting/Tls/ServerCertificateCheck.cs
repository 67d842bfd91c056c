using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>
/// Judges the server's certificate in one handshake and keeps the reason of a refusal, which SslStream's exception does not
/// tell: untrusted, expired and of another name all look alike in it.
/// </summary>
/// <param name="endpoint">The endpoint, as <see cref="Connector.Describe"/> gives it.</param>
/// <param name="expectedName">The name that the certificate must carry.</param>
/// <param name="acceptAny">Accept any certificate.</param>
/// <param name="caFile">File of the authorities that are trusted; null trusts the system's.</param>
public sealed class ServerCertificateCheck(string endpoint, string expectedName, bool acceptAny, string? caFile = null)
{
    private const X509ChainStatusFlags TimeFlags = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.CtlNotTimeValid;

    /// <summary>Whether the server has shown its certificate.</summary>
    public bool WasAsked { get; private set; }

    /// <summary>Why the certificate was refused; null where it was not.</summary>
    public ConnectFault? Refusal { get; private set; }

    /// <summary>The callback for SslStream.</summary>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        WasAsked = true;
        Refusal = acceptAny || errors == SslPolicyErrors.None ? null : Explain(certificate as X509Certificate2, chain, errors);
        return Refusal is null;
    }

    private ConnectFault Explain(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return TlsFaults.HandshakeFailed(endpoint, "the server shows no certificate");
        }

        var statuses = chain?.ChainStatus ?? [];
        var flags = statuses.Aggregate(X509ChainStatusFlags.NoError, (all, each) => all | each.Status);
        var owner = $"the certificate of {endpoint} ({certificate.Subject})";

        // Trust comes first: what an untrusted certificate says of its dates and names proves nothing.
        if ((flags & ~TimeFlags) != 0 || (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && flags == 0))
        {
            var detail = string.Join(", ", statuses.Select(each => each.Status).Where(each => (each & TimeFlags) == 0).Distinct());
            return Refused(
                "TlsUntrustedCertificate",
                $"{Capital(owner)} does not chain to a trusted authority ({detail}); it was issued by {certificate.Issuer}.",
                caFile is null
                    ? $"Give the authority's certificate as {PlanField.CaFile}."
                    : $"{PlanField.CaFile} {caFile} does not hold that authority's certificate: give a file that does.");
        }

        if ((flags & TimeFlags) != 0)
        {
            var expired = chain!.ChainElements
                .Select(element => element.Certificate)
                .FirstOrDefault(each => DateTime.Now > each.NotAfter || DateTime.Now < each.NotBefore) ?? certificate;
            var which = expired.Thumbprint == certificate.Thumbprint ? owner : $"{owner} or of its issuer ({expired.Subject})";
            return Refused(
                "TlsCertificateExpired",
                $"{Capital(which)} is valid only from {Day(expired.NotBefore)} to {Day(expired.NotAfter)}.",
                "Renew it at the broker, and check this machine's clock.");
        }

        return Refused(
            "TlsNameMismatch",
            $"{Capital(owner)} is not for the name {expectedName}, but for {Names(certificate)}.",
            $"Use the name in the certificate as the endpoint's host, or give it as {PlanField.ServerName}.");
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions
            .OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(each => each.EnumerateDnsNames().Concat(each.EnumerateIPAddresses().Select(address => address.ToString())))
            .ToList();
        return names.Count > 0 ? string.Join(", ", names) : certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static ConnectFault Refused(string reason, string message, string advice) =>
        new(reason, message, advice, LoadErrorKind.SecurityFailed);
}
