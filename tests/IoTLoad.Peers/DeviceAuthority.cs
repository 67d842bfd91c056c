using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace IoTLoad.Peers;

/// <summary>An authority of a customer's own, which an account registers to know the certificates of its devices.</summary>
public sealed class DeviceAuthority : IDisposable
{
    private readonly PrivateFolder _folder;
    private readonly X509Certificate2 _certificate;

    /// <summary>Makes an authority.</summary>
    /// <param name="folder">Folder of all files.</param>
    /// <param name="rsa">Whether its key is RSA, and not ECDSA P-256.</param>
    public DeviceAuthority(PrivateFolder folder, bool rsa = false)
    {
        _folder = folder;
        using AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestOf("O=Example, CN=Devices", key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(30));
        CertificateFile = folder.Write("devices-ca.pem", _certificate.ExportCertificatePem());
        KeyFile = folder.Write("devices-ca.key", key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Path of its certificate, PEM.</summary>
    public string CertificateFile { get; }

    /// <summary>Path of its key, PEM.</summary>
    public string KeyFile { get; }

    /// <summary>Issues a certificate.</summary>
    /// <param name="name">Name of the files.</param>
    /// <param name="subject">Subject, a distinguished name.</param>
    public CertificateFiles Issue(string name, string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var generator = _certificate.GetRSAPrivateKey() is { } rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa(_certificate.GetECDsaPrivateKey()!);
        using var certificate = RequestOf(subject, key).Create(
            _certificate.SubjectName, generator, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1),
            RandomNumberGenerator.GetBytes(16));
        return new CertificateFiles(
            _folder.Write($"{name}.pem", certificate.ExportCertificatePem()), _folder.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>Registers it by the AWS CLI, active and for automatic registration.</summary>
    /// <param name="aws">Runs a command of the CLI.</param>
    /// <param name="options">More options of <c>aws iot register-ca-certificate</c>.</param>
    /// <returns>ID of the certificate.</returns>
    public async Task<string> RegisterAsync(Func<string[], Task<string>> aws, params string[] options)
    {
        var code = Member(await aws(["iot", "get-registration-code"]), "registrationCode");
        var verification = Issue("verification", $"CN={code}").Certificate;
        return Member(
            await aws(["iot", "register-ca-certificate", "--ca-certificate", $"file://{CertificateFile}", "--verification-certificate",
                $"file://{verification}", "--set-as-active", "--allow-auto-registration", .. options]), "certificateId");
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private static CertificateRequest RequestOf(string subject, AsymmetricAlgorithm key) => key is RSA rsa
        ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);

    private static string Member(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).GetString()!;
    }
}
