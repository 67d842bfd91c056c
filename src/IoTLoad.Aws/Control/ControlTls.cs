using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using MQTTnet;

namespace IoTLoad.Aws.Control;

/// <summary>Certificates of a connection by MQTTnet: the control channel, or a device that is being provisioned.</summary>
internal sealed class ControlTls : IDisposable
{
    private readonly X509Certificate2Collection? _authorities;
    private readonly TlsPlan _plan;
    private readonly X509Certificate2? _client;

    private ControlTls(TlsPlan plan, X509Certificate2Collection? authorities, X509Certificate2? client)
    {
        _plan = plan;
        _authorities = authorities;
        _client = client;
    }

    /// <summary>Reads the files.</summary>
    /// <exception cref="LoadException">ControlCertificateInvalid.</exception>
    public static ControlTls Load(TlsPlan plan)
    {
        try
        {
            X509Certificate2Collection? authorities = null;
            if (plan.CaFile is not null)
            {
                authorities = [];
                authorities.ImportFromPemFile(plan.CaFile);
            }

            var client = plan switch
            {
                { PfxFile: { } pfx } => X509CertificateLoader.LoadPkcs12FromFile(pfx, plan.KeyPassword),
                { CertificateFile: { } file, KeyPassword: { } password } =>
                    X509Certificate2.CreateFromEncryptedPemFile(file, password, plan.KeyFile),
                { CertificateFile: { } file } => X509Certificate2.CreateFromPemFile(file, plan.KeyFile),
                _ => null,
            };
            return new ControlTls(plan, authorities, client is null ? null : Usable(client));
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw LoadException.InvalidInput(
                "ControlCertificateInvalid", $"A certificate or its key cannot be read: {exception.Message}",
                "Give them as PEM, the key without a password or with its password.", inner: exception);
        }
    }

    // SChannel takes no key that is only in memory, as keys from PEM files are: it has to pass through a stored one.
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }

    /// <summary>Sets the options of a connection.</summary>
    /// <param name="options">The options.</param>
    /// <param name="host">The host that is connected to.</param>
    /// <param name="mqtt">Whether the stream is MQTT's own, and not a WebSocket's, which has other names in ALPN.</param>
    public void Apply(MqttClientTlsOptionsBuilder options, string host, bool mqtt = true)
    {
        options.UseTls();
        options.WithTargetHost(_plan.ServerName ?? host);
        if (JudgesServer)
        {
            options.WithCertificateValidationHandler(args => Accepts(args.Certificate, args.Chain, args.SslPolicyErrors));
        }

        if (_client is not null)
        {
            options.WithClientCertificates([_client]);
        }

        if (mqtt && _plan.AlpnProtocols.Count > 0)
        {
            options.WithApplicationProtocols([.. _plan.AlpnProtocols.Select(name => new SslApplicationProtocol(name))]);
        }
    }

    /// <summary>Whether certificates are judged otherwise than the system does.</summary>
    public bool JudgesServer => _plan.SkipCertificateCheck || _authorities is not null;

    /// <summary>Whether a server's certificate is good.</summary>
    public bool Accepts(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (_plan.SkipCertificateCheck || errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (_authorities is null || certificate is null || errors != SslPolicyErrors.RemoteCertificateChainErrors)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }

    public void Dispose()
    {
        _client?.Dispose();
        foreach (var authority in _authorities ?? [])
        {
            authority.Dispose();
        }
    }
}
