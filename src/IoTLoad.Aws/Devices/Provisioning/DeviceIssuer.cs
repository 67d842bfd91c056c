using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Devices.Provisioning;

/// <summary>Issues devices' certificates by an authority of the account's owner.</summary>
internal sealed class DeviceIssuer : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly X509Certificate2 _authority;
    private readonly AsymmetricAlgorithm _key;
    private readonly X509SignatureGenerator _generator;

    private DeviceIssuer(X509Certificate2 authority)
    {
        _authority = authority;
        RSA? rsa = authority.GetRSAPrivateKey();
        _key = (AsymmetricAlgorithm?)rsa ?? authority.GetECDsaPrivateKey()
            ?? throw new CryptographicException("The key is neither RSA nor ECDSA.");
        _generator = rsa is null
            ? X509SignatureGenerator.CreateForECDsa((ECDsa)_key)
            : X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1);
        Id = IdOf(authority);
    }

    /// <summary>ID that IoT Core knows the authority's certificate by.</summary>
    public string Id { get; }

    /// <summary>Reads the authority.</summary>
    /// <exception cref="LoadException">DeviceCaInvalid.</exception>
    public static DeviceIssuer Load(string certificateFile, string keyFile)
    {
        X509Certificate2? authority = null;
        try
        {
            authority = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            if (authority.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault()?.CertificateAuthority != true)
            {
                throw new CryptographicException("The certificate is not that of an authority: its basic constraints do not say so.");
            }

            if (DateTime.Now < authority.NotBefore || DateTime.Now > authority.NotAfter)
            {
                throw new CryptographicException(
                    $"The certificate is valid from {authority.NotBefore.ToUniversalTime():u} to "
                        + $"{authority.NotAfter.ToUniversalTime():u}.");
            }

            return new DeviceIssuer(authority);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            authority?.Dispose();
            throw LoadException.InvalidInput(
                "DeviceCaInvalid", $"The devices' CA certificate or its key cannot be used: {exception.Message}",
                "Give the CA certificate that is registered in AWS IoT Core, and its key without a password, as PEM files: "
                    + "-DeviceCaFile and -DeviceCaKeyFile.", certificateFile, exception);
        }
    }

    /// <summary>Makes a key, ECDSA P-256, and issues its certificate, for a year at most.</summary>
    /// <param name="subject">Subject, a distinguished name.</param>
    /// <returns>ID of the certificate, and both in PEM.</returns>
    /// <exception cref="LoadException">InvalidSubject.</exception>
    public (string Id, string Certificate, string Key) Issue(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf(subject), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientAuthentication)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (_authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } issuer)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(issuer));
        }

        // A serial number is positive (RFC 5280, section 4.1.2.2). Clocks differ, so a certificate is valid from an hour ago.
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        var (from, to) = (DateTime.Now.AddHours(-1), DateTime.Now.AddYears(1));
        using var certificate = request.Create(
            _authority.SubjectName, _generator, from < _authority.NotBefore ? _authority.NotBefore : from,
            to > _authority.NotAfter ? _authority.NotAfter : to, serial);
        return (IdOf(certificate), certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose()
    {
        _key.Dispose();
        _authority.Dispose();
    }

    // SHA-256 of the DER form, as IoT Core does it.
    private static string IdOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    private static X500DistinguishedName NameOf(string subject)
    {
        try
        {
            return new X500DistinguishedName(subject);
        }
        catch (CryptographicException exception)
        {
            throw LoadException.InvalidInput(
                "InvalidSubject", $"'{subject}' cannot be the subject of a certificate: {exception.Message}",
                "Write -Subject as a distinguished name, such as 'CN={{clientId}}, O=Example, C=DE'.", subject, exception);
        }
    }
}
