using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>The certificates and keys of a plan, read before anything starts and shared by all devices.</summary>
public sealed class TlsMaterial : IDisposable
{
    private readonly RenewableFile<X509Certificate2Collection>? _authorities;
    private readonly RenewableFile<ClientCertificate>? _client;
    private readonly IReadOnlyList<RenewableFile<ClientCertificate>?> _own;

    private TlsMaterial(
        RenewableFile<X509Certificate2Collection>? authorities, RenewableFile<ClientCertificate>? client,
        IReadOnlyList<RenewableFile<ClientCertificate>?> own)
    {
        _authorities = authorities;
        _client = client;
        _own = own;
    }

    /// <summary>The certificates of the CA file as it is now; null trusts the system's authorities.</summary>
    public X509Certificate2Collection? Authorities => _authorities?.Now();

    /// <summary>The client certificate with its intermediates; null where devices have none.</summary>
    public SslStreamCertificateContext? Client => _client?.Now().Context;

    /// <summary>When the client certificate ends, UTC; null where devices have none.</summary>
    public DateTime? ClientEnds => _client?.Latest.Ends;

    /// <summary>When the certificates of single devices end, UTC.</summary>
    internal IEnumerable<DateTime> OwnEnds => Owned.Select(certificate => certificate.Latest.Ends);

    private IEnumerable<RenewableFile<ClientCertificate>> Owned => _own.OfType<RenewableFile<ClientCertificate>>().Distinct();

    /// <summary>Has each file that is renewed from now on told to <paramref name="note"/>.</summary>
    internal void TellOfRenewals(Action<string> note)
    {
        _authorities?.Renewed = note;
        _client?.Renewed = note;
        foreach (var own in Owned)
        {
            own.Renewed = note;
        }
    }

    /// <summary>The certificate that a connection shows; null if it has none.</summary>
    internal SslStreamCertificateContext? ClientOf(int connection) => CertificateOf(connection)?.Now().Context;

    /// <summary>When the certificate of a connection ends, UTC; null if it has none.</summary>
    internal DateTime? EndsOf(int connection) => CertificateOf(connection)?.Latest.Ends;

    private RenewableFile<ClientCertificate>? CertificateOf(int connection) =>
        (connection < _own.Count ? _own[connection] : null) ?? _client;

    /// <summary>Reads all files of a plan, those of its devices' identities included.</summary>
    /// <exception cref="LoadException">As for one certificate.</exception>
    public static TlsMaterial Load(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var shared = Load(plan.Tls);
        try
        {
            return new TlsMaterial(shared._authorities, shared._client, plan.HasOwnCertificates ? LoadOwn(plan) : []);
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
        var authorities = plan.CaFile is null ? null
            : new RenewableFile<X509Certificate2Collection>([plan.CaFile], () => PemCertificates.Read(plan.CaFile, "CaFile"));
        return new TlsMaterial(authorities, Renewable(plan), []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Latest.Dispose();
        foreach (var own in Owned)
        {
            own.Latest.Dispose();
        }

        foreach (var each in _authorities?.Latest ?? [])
        {
            each.Dispose();
        }
    }

    /// <summary>
    /// The certificates of all identities that the plan uses, on all cores: checking that a key fits its certificate takes a good part
    /// of a millisecond. A file that several identities name is read once.
    /// </summary>
    private static RenewableFile<ClientCertificate>?[] LoadOwn(LoadPlan plan)
    {
        var identities = plan.Devices.Identities.Take(plan.Connections).ToList();
        var files = identities.Where(each => each.CertificateFile is not null)
            .Select(each => (each.CertificateFile, each.KeyFile)).Distinct().ToList();
        var loaded = new RenewableFile<ClientCertificate>?[files.Count];
        try
        {
            Parallel.For(0, files.Count, i => loaded[i] = Renewable(Of(files[i].CertificateFile!, files[i].KeyFile)));
        }
        catch (AggregateException exception)
        {
            foreach (var each in loaded)
            {
                each?.Latest.Dispose();
            }

            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        var byFiles = files.Zip(loaded).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. identities.Select(each => each.CertificateFile is null ? null : byFiles[(each.CertificateFile, each.KeyFile)])];

        TlsPlan Of(string certificate, string? key) => key is null && Path.GetExtension(certificate).ToLowerInvariant() is ".pfx" or ".p12"
            ? new TlsPlan { PfxFile = certificate, KeyPassword = plan.Tls.KeyPassword }
            : new TlsPlan { CertificateFile = certificate, KeyFile = key, KeyPassword = plan.Tls.KeyPassword };
    }

    private static RenewableFile<ClientCertificate>? Renewable(TlsPlan plan) =>
        plan is { CertificateFile: null, KeyFile: null, PfxFile: null } ? null : new RenewableFile<ClientCertificate>(
            [plan.PfxFile ?? plan.CertificateFile, plan.KeyFile], () => ClientCertificate.Load(plan)!);
}
