using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTLoad.Peers;

/// <summary>Two authorities and the certificates that they issued, good and bad, created for each instance.</summary>
public sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly PrivateFolder _folder = new();
    private readonly X509Certificate2 _authority = NewAuthority("CN=IoTLoad test authority");
    private readonly X509Certificate2 _otherAuthority = NewAuthority("CN=IoTLoad other authority");
    private readonly Lazy<CertificateFiles> _rsaClient;

    /// <summary>Makes all certificates; the one with an RSA key, which takes a while, when it is asked for.</summary>
    public TestCertificates()
    {
        CaFile = _folder.Write("ca.pem", _authority.ExportCertificatePem());
        OtherCaFile = _folder.Write("other-ca.pem", _otherAuthority.ExportCertificatePem());

        Server = IssueServer("server", "localhost");
        WrongNameServer = IssueServer("wrong-name-server", "broker.example.org", loopback: false);
        ExpiredServer = IssueServer("expired-server", "localhost", daysFromNow: -10);

        Client = IssueClient("client", _authority);
        OtherClient = IssueClient("other-client", _otherAuthority);
        ExpiredClient = IssueClient("expired-client", _authority, daysFromNow: -10);
        FutureClient = IssueClient("future-client", _authority, daysFromNow: 10);
        _rsaClient = new(() => Save("rsa-client", IssueRsa("CN=rsa-client"), []));
        ClientOfIntermediate = IssueByIntermediate();

        using var client = X509Certificate2.CreateFromPemFile(Client.Certificate, Client.Key);
        ClientPfxFile = _folder.Write("client.pfx", client.Export(X509ContentType.Pfx, Password));
        using var key = client.GetECDsaPrivateKey()!;
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        EncryptedClientKeyFile = _folder.Write("client-encrypted.key", key.ExportEncryptedPkcs8PrivateKeyPem(Password, encryption));
    }

    /// <summary>The folder that holds the files.</summary>
    public string Folder => _folder.FullPath;

    /// <summary>Certificate of the authority that issued all but what is called "other".</summary>
    public string CaFile { get; }

    /// <summary>Certificate of an untrusted authority.</summary>
    public string OtherCaFile { get; }

    /// <summary>For localhost, 127.0.0.1 and ::1.</summary>
    public CertificateFiles Server { get; }

    /// <summary>For broker.example.org only.</summary>
    public CertificateFiles WrongNameServer { get; }

    /// <summary>As <see cref="Server"/>, but expired.</summary>
    public CertificateFiles ExpiredServer { get; }

    /// <summary>A client's certificate; ECDSA P-256.</summary>
    public CertificateFiles Client { get; }

    /// <summary>A client's certificate with an RSA key.</summary>
    public CertificateFiles RsaClient => _rsaClient.Value;

    /// <summary>A client's certificate of the other authority.</summary>
    public CertificateFiles OtherClient { get; }

    /// <summary>A client's certificate that has expired.</summary>
    public CertificateFiles ExpiredClient { get; }

    /// <summary>A client's certificate that is not valid yet.</summary>
    public CertificateFiles FutureClient { get; }

    /// <summary>A client's certificate of an intermediate authority, whose certificate follows it in the file.</summary>
    public CertificateFiles ClientOfIntermediate { get; }

    /// <summary><see cref="Client"/> as PKCS#12 with <see cref="Password"/>.</summary>
    public string ClientPfxFile { get; }

    /// <summary>The key of <see cref="Client"/>, encrypted with <see cref="Password"/>.</summary>
    public string EncryptedClientKeyFile { get; }

    /// <summary>Password of <see cref="ClientPfxFile"/> and <see cref="EncryptedClientKeyFile"/>.</summary>
    public string Password { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    /// <summary>Issues a client certificate in the same folder.</summary>
    /// <param name="name">File name and common name.</param>
    public CertificateFiles IssueClient(string name) => IssueClient(name, _authority);

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        _otherAuthority.Dispose();
        _folder.Dispose();
    }

    private static X509Certificate2 NewAuthority(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        AddAuthority(request);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(365));
    }

    private static void AddAuthority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
    }

    private static X509Certificate2 Issue(
        string subject, X509Certificate2 issuer, int daysFromNow = 0, Action<CertificateRequest>? extend = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(new CertificateRequest(subject, key, HashAlgorithmName.SHA256), issuer, daysFromNow, extend);
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Sign(
        CertificateRequest request, X509Certificate2 issuer, int daysFromNow, Action<CertificateRequest>? extend)
    {
        if (extend is null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientAuthentication)], false));
        }
        else
        {
            extend(request);
        }

        // Valid from yesterday for two days, moved by daysFromNow: past (-10), now (0) or to come (10).
        var start = DateTimeOffset.UtcNow.AddDays(daysFromNow - 1);
        var end = start.AddDays(2);
        return request.Create(
            issuer,
            start < issuer.NotBefore ? issuer.NotBefore : start,
            end > issuer.NotAfter ? issuer.NotAfter : end,
            RandomNumberGenerator.GetBytes(16));
    }

    private X509Certificate2 IssueRsa(string subject)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientAuthentication)], false));
        var start = DateTimeOffset.UtcNow.AddDays(-1);
        var generator = X509SignatureGenerator.CreateForECDsa(_authority.GetECDsaPrivateKey()!);
        using var certificate = request.Create(
            _authority.SubjectName, generator, start, start.AddDays(2), RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    private CertificateFiles IssueServer(string name, string host, bool loopback = true, int daysFromNow = 0)
    {
        return Save(name, Issue($"CN={host}", _authority, daysFromNow, Extend), []);

        void Extend(CertificateRequest request)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            if (loopback)
            {
                names.AddIpAddress(IPAddress.Loopback);
                names.AddIpAddress(IPAddress.IPv6Loopback);
            }

            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        }
    }

    private CertificateFiles IssueClient(string name, X509Certificate2 issuer, int daysFromNow = 0) =>
        Save(name, Issue($"CN={name}", issuer, daysFromNow), []);

    private CertificateFiles IssueByIntermediate()
    {
        using var intermediate = Issue("CN=IoTLoad test intermediate", _authority, extend: AddAuthority);
        return Save("client-of-intermediate", Issue("CN=client-of-intermediate", intermediate), [intermediate]);
    }

    private CertificateFiles Save(string name, X509Certificate2 certificate, X509Certificate2[] intermediates)
    {
        using (certificate)
        using (AsymmetricAlgorithm key = (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey()!)
        {
            var chain = intermediates.Prepend(certificate).Select(each => each.ExportCertificatePem());
            return new CertificateFiles(
                _folder.Write(name + ".pem", string.Join('\n', chain) + "\n"),
                _folder.Write(name + ".key", key.ExportPkcs8PrivateKeyPem()));
        }
    }
}

/// <summary>A certificate and its key in PEM.</summary>
/// <param name="Certificate">Path of the certificate, with intermediates after it.</param>
/// <param name="Key">Path of the key, PKCS#8.</param>
public sealed record CertificateFiles(string Certificate, string Key);
