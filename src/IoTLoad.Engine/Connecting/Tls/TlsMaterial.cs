using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>The certificates and keys of a plan, read before anything starts and shared by all devices.</summary>
public sealed class TlsMaterial : IDisposable
{
    private readonly ClientCertificate? _client;

    private TlsMaterial(X509Certificate2Collection? authorities, ClientCertificate? client)
    {
        Authorities = authorities;
        _client = client;
    }

    /// <summary>The certificates of the CA file; null trusts the system's authorities.</summary>
    public X509Certificate2Collection? Authorities { get; }

    /// <summary>The client certificate with its intermediates; null where devices have none.</summary>
    public SslStreamCertificateContext? Client => _client?.Context;

    /// <summary>When the client certificate ends, UTC; null where devices have none.</summary>
    public DateTime? ClientEnds => _client?.Ends;

    /// <summary>Reads all files of a plan.</summary>
    /// <exception cref="LoadException">
    /// CaFile-, CertificateFile-, KeyFile- and PfxFile- with NotFound, Unreadable or Malformed; KeyPasswordMissing,
    /// KeyPasswordWrong, PfxPasswordWrong, KeyDoesNotFitCertificate, CertificateWithoutKey, ClientCertificateAmbiguous,
    /// ClientCertificateExpired. No message holds a password or any text of a key.
    /// </exception>
    public static TlsMaterial Load(TlsPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var authorities = plan.CaFile is null ? null : PemCertificates.Read(plan.CaFile, "CaFile");
        return new TlsMaterial(authorities, ClientCertificate.Load(plan));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        foreach (var each in Authorities ?? [])
        {
            each.Dispose();
        }
    }
}
