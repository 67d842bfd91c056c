using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTLoad.Sandbox.Certificates;

/// <summary>The sandbox's own certificate authority: made at the start, kept in memory, good for nothing elsewhere.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    // What certificates that IoT Core makes are called.
    private const string DeviceName = "CN=AWS IoT Certificate";

    private readonly X509Certificate2 _root;
    private readonly TimeProvider _clock;

    /// <param name="clock">Clock that certificates are dated by.</param>
    public CertificateAuthority(TimeProvider clock)
    {
        _clock = clock;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=IoTLoad sandbox CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(NotBefore, NotAfter);
        CaPem = _root.ExportCertificatePem() + "\n";
        Certificate = X509CertificateLoader.LoadCertificate(_root.RawData);
        Server = IssueServer();
    }

    /// <summary>The authority's certificate, PEM: what clients are to trust.</summary>
    public string CaPem { get; }

    /// <summary>The authority's certificate, without its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The server's certificate, with its key, for <c>localhost</c> and the loopback addresses.</summary>
    public X509Certificate2 Server { get; }

    private DateTimeOffset NotBefore => _clock.GetUtcNow().AddHours(-1);

    private DateTimeOffset NotAfter => _clock.GetUtcNow().AddYears(1);

    /// <summary>Makes a key pair and its certificate for a device, as IoT Core does: RSA of 2048 bits.</summary>
    public DeviceCertificate IssueDevice()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(DeviceName, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = Sign(request, X509KeyUsageFlags.DigitalSignature, "1.3.6.1.5.5.7.3.2");
        return new DeviceCertificate(
            certificate.ExportCertificatePem() + "\n",
            key.ExportSubjectPublicKeyInfoPem() + "\n",
            key.ExportRSAPrivateKeyPem() + "\n");
    }

    /// <summary>The ID that IoT Core gives a certificate: SHA-256 of its DER form, 64 hexadecimal digits.</summary>
    public static string IdOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    public void Dispose()
    {
        Server.Dispose();
        Certificate.Dispose();
        _root.Dispose();
    }

    private X509Certificate2 IssueServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = Sign(request, X509KeyUsageFlags.DigitalSignature, "1.3.6.1.5.5.7.3.1");
        using var withKey = certificate.CopyWithPrivateKey(key);

        // The TLS stack of some systems only takes keys that came in a PKCS #12 container.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private X509Certificate2 Sign(CertificateRequest request, X509KeyUsageFlags usage, string purpose)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        var serial = RandomNumberGenerator.GetBytes(16);

        // A serial number is positive (RFC 5280, section 4.1.2.2).
        serial[0] &= 0x7F;
        using var authority = _root.GetECDsaPrivateKey()!;
        return request.Create(_root.SubjectName, X509SignatureGenerator.CreateForECDsa(authority), NotBefore, _root.NotAfter, serial);
    }
}

/// <summary>What CreateKeysAndCertificate answers with.</summary>
/// <param name="PrivateKeyPem">Private key, PEM; the sandbox keeps no copy.</param>
internal sealed record DeviceCertificate(string CertificatePem, string PublicKeyPem, string PrivateKeyPem);
