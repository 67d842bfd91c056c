using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>The certificates and keys of a plan, read before anything starts and shared by all devices.</summary>
public sealed class TlsMaterial : IDisposable
{
    private readonly ClientCertificate? _client;
    private readonly IReadOnlyList<ClientCertificate?> _own;

    private TlsMaterial(
        X509Certificate2Collection? authorities, ClientCertificate? client, IReadOnlyList<ClientCertificate?> own)
    {
        Authorities = authorities;
        _client = client;
        _own = own;
    }

    /// <summary>The certificates of the CA file; null trusts the system's authorities.</summary>
    public X509Certificate2Collection? Authorities { get; }

    /// <summary>The client certificate with its intermediates; null where devices have none.</summary>
    public SslStreamCertificateContext? Client => _client?.Context;

    /// <summary>When the client certificate ends, UTC; null where devices have none.</summary>
    public DateTime? ClientEnds => _client?.Ends;

    /// <summary>When the certificates of single devices end, UTC.</summary>
    internal IEnumerable<DateTime> OwnEnds => _own.OfType<ClientCertificate>().Select(certificate => certificate.Ends);

    /// <summary>The certificate that a connection shows; null if it has none.</summary>
    internal SslStreamCertificateContext? ClientOf(int connection) => CertificateOf(connection)?.Context;

    /// <summary>When the certificate of a connection ends, UTC; null if it has none.</summary>
    internal DateTime? EndsOf(int connection) => CertificateOf(connection)?.Ends;

    private ClientCertificate? CertificateOf(int connection) => (connection < _own.Count ? _own[connection] : null) ?? _client;

    /// <summary>Reads all files of a plan, those of its devices' identities included.</summary>
    /// <exception cref="LoadException">As for one certificate.</exception>
    public static TlsMaterial Load(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var shared = Load(plan.Tls);
        try
        {
            return new TlsMaterial(shared.Authorities, shared._client, plan.HasOwnCertificates ? LoadOwn(plan) : []);
        }
        catch
        {
            shared.Dispose();
            throw;
        }
    }

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
        return new TlsMaterial(authorities, ClientCertificate.Load(plan), []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        foreach (var own in _own.OfType<ClientCertificate>().Distinct())
        {
            own.Dispose();
        }

        foreach (var each in Authorities ?? [])
        {
            each.Dispose();
        }
    }

    /// <summary>
    /// The certificates of all identities that the plan uses, on all cores: checking that a key fits its certificate takes a good part
    /// of a millisecond. A file that several identities name is read once.
    /// </summary>
    private static ClientCertificate?[] LoadOwn(LoadPlan plan)
    {
        var identities = plan.Devices.Identities.Take(plan.Connections).ToList();
        var files = identities.Where(each => each.CertificateFile is not null)
            .Select(each => (each.CertificateFile, each.KeyFile)).Distinct().ToList();
        var loaded = new ClientCertificate?[files.Count];
        try
        {
            Parallel.For(0, files.Count, i => loaded[i] = ClientCertificate.Load(Of(files[i].CertificateFile!, files[i].KeyFile)));
        }
        catch (AggregateException exception)
        {
            foreach (var each in loaded)
            {
                each?.Dispose();
            }

            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        var byFiles = files.Zip(loaded).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. identities.Select(each => each.CertificateFile is null ? null : byFiles[(each.CertificateFile, each.KeyFile)])];

        TlsPlan Of(string certificate, string? key) => key is null && Path.GetExtension(certificate).ToLowerInvariant() is ".pfx" or ".p12"
            ? new TlsPlan { PfxFile = certificate, KeyPassword = plan.Tls.KeyPassword }
            : new TlsPlan { CertificateFile = certificate, KeyFile = key, KeyPassword = plan.Tls.KeyPassword };
    }
}
