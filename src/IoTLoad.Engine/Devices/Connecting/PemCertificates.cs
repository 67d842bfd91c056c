using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTLoad.Engine.Devices.Connecting;

/// <summary>Reads a PEM file of one certificate or more.</summary>
internal static class PemCertificates
{
    /// <summary>The certificates, in the file's order; at least one.</summary>
    /// <param name="path">PEM file.</param>
    /// <param name="name">What it is; the start of the error IDs, such as <c>CaFile</c>.</param>
    /// <exception cref="LoadException">{name}NotFound, {name}Unreadable, {name}Malformed.</exception>
    public static X509Certificate2Collection Read(string path, string name)
    {
        const string Action = "Give certificates in PEM (-----BEGIN CERTIFICATE-----); convert DER with openssl x509 -inform der.";
        var text = TlsFile.ReadText(path, name);
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            throw TlsFile.Malformed(path, name, "holds a certificate that cannot be read", Action, exception);
        }

        return certificates.Count > 0 ? certificates : throw TlsFile.Malformed(path, name, "holds no certificate", Action);
    }
}
