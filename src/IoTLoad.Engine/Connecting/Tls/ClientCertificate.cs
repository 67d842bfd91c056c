using System.Formats.Asn1;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>The certificate, key and intermediates with which devices show who they are.</summary>
internal sealed class ClientCertificate : IDisposable
{
    private const int InvalidPasswordHResult = unchecked((int)0x80070056);
    private const int MostRounds = 10_000_000;

    /// <summary>More rounds of key derivation than .NET allows by default, as some tools write them.</summary>
    private static readonly Pkcs12LoaderLimits Limits = new()
    {
        IndividualKdfIterationLimit = MostRounds,
        MacIterationLimit = MostRounds,
        TotalKdfIterationLimit = 2 * MostRounds,
    };

    private readonly X509Certificate2 _leaf;
    private readonly X509Certificate2Collection _intermediates;

    private ClientCertificate(X509Certificate2 leaf, X509Certificate2Collection intermediates, string path)
    {
        _leaf = leaf;
        _intermediates = intermediates;
        CheckValidity(leaf, path);

        // Built once and offline: no handshake of any device may wait for, or depend on, a download of intermediates.
        Context = SslStreamCertificateContext.Create(leaf, intermediates, offline: true);
    }

    /// <summary>What SslStream sends; shared by all devices.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>When the certificate ends, UTC.</summary>
    public DateTime Ends => _leaf.NotAfter.ToUniversalTime();

    /// <summary>Reads the client certificate of a plan; null where it has none.</summary>
    /// <exception cref="LoadException">See <see cref="TlsMaterial.Load(TlsPlan)"/>.</exception>
    public static ClientCertificate? Load(TlsPlan plan)
    {
        if (plan.PfxFile is not null)
        {
            return plan.CertificateFile is null && plan.KeyFile is null
                ? LoadPfx(plan.PfxFile, plan.KeyPassword)
                : throw LoadException.InvalidInput(
                    "ClientCertificateAmbiguous",
                    $"{PlanField.PfxFile} is given together with {PlanField.CertificateFile} or {PlanField.KeyFile}.",
                    "Give either the PFX file, or the certificate and key in PEM.",
                    plan.PfxFile);
        }

        return (plan.CertificateFile, plan.KeyFile) switch
        {
            (null, null) => null,
            ({ } certificate, { } key) => LoadPem(certificate, key, plan.KeyPassword),
            ({ } certificate, null) => throw WithoutKey($"{PlanField.CertificateFile} is given without {PlanField.KeyFile}.", certificate),
            (null, { } key) => throw WithoutKey($"{PlanField.KeyFile} is given without {PlanField.CertificateFile}.", key),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaf.Dispose();
        foreach (var each in _intermediates)
        {
            each.Dispose();
        }
    }

    private static ClientCertificate LoadPem(string certificateFile, string keyFile, string? password)
    {
        var certificates = PemCertificates.Read(certificateFile, "CertificateFile");
        using var publicPart = certificates[0];
        certificates.RemoveAt(0);

        using var key = PrivateKeyFile.Read(keyFile, password);
        X509Certificate2 leaf;
        try
        {
            leaf = key switch
            {
                RSA rsa => publicPart.CopyWithPrivateKey(rsa),
                ECDsa ecdsa => publicPart.CopyWithPrivateKey(ecdsa),
                _ => throw new ArgumentException("Neither RSA nor ECDSA."),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or CryptographicException)
        {
            throw LoadException.InvalidInput(
                "KeyDoesNotFitCertificate",
                $"The key in {keyFile} does not belong to the certificate in {certificateFile} ({publicPart.Subject}).",
                "Give the key that the certificate was made for; the device's own certificate must come first in its file.",
                keyFile,
                exception);
        }

        return new ClientCertificate(OperatingSystem.IsWindows() ? WithStoredKey(leaf) : leaf, certificates, certificateFile);
    }

    /// <summary>SChannel refuses keys that exist in memory only; one that came out of a PFX is in a key container.</summary>
    private static X509Certificate2 WithStoredKey(X509Certificate2 ephemeral)
    {
        using (ephemeral)
        {
            return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pfx), null);
        }
    }

    private static ClientCertificate LoadPfx(string path, string? password)
    {
        var bytes = TlsFile.ReadBytes(path, "PfxFile");
        X509Certificate2Collection certificates;
        try
        {
            certificates = X509CertificateLoader.LoadPkcs12Collection(bytes, password, X509KeyStorageFlags.DefaultKeySet, Limits);
        }
        catch (CryptographicException exception) when (exception.HResult == InvalidPasswordHResult)
        {
            var isMissing = string.IsNullOrEmpty(password);
            throw LoadException.AuthenticationFailed(
                "PfxPasswordWrong",
                isMissing ? $"{PlanField.PfxFile} {path} needs a password." : $"The password of {PlanField.PfxFile} {path} is wrong.",
                isMissing ? $"Give it as {PlanField.KeyPassword}." : $"Check {PlanField.KeyPassword}.",
                path, exception);
        }
        catch (Pkcs12LoadLimitExceededException exception)
        {
            throw Unsupported(path, "asks for too many rounds of key derivation", exception);
        }
        catch (CryptographicException exception) when (IsPkcs12(bytes))
        {
            throw Unsupported(
                path, $"is encrypted in a way that this machine's cryptography does not support ({Innermost(exception)})", exception);
        }
        catch (CryptographicException exception)
        {
            throw TlsFile.Malformed(
                path, "PfxFile", "is not a PKCS#12 file",
                $"Give a .pfx or .p12 file; for PEM use {PlanField.CertificateFile} and {PlanField.KeyFile}.", exception);
        }

        var leaf = certificates.FirstOrDefault(each => each.HasPrivateKey)
            ?? throw WithoutKey($"{PlanField.PfxFile} {path} holds no certificate with a private key.", path);
        certificates.Remove(leaf);
        return new ClientCertificate(leaf, certificates, path);
    }

    private static string Innermost(Exception exception) => exception.GetBaseException().Message.TrimEnd('.');

    private static LoadException Unsupported(string path, string why, Exception exception) => LoadException.InvalidInput(
        "PfxFileUnsupported", $"{PlanField.PfxFile} {path} {why}.",
        $"Convert it: openssl pkcs12 -legacy -in {Path.GetFileName(path)} -nodes -out all.pem, "
        + "and then openssl pkcs12 -export -in all.pem -out new.pfx.",
        path, exception);

    /// <summary>Whether bytes begin as a PFX does: a sequence whose first member is version 3 (RFC 7292, section 4).</summary>
    private static bool IsPkcs12(byte[] bytes)
    {
        try
        {
            return new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence().TryReadInt32(out var version) && version == 3;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static LoadException WithoutKey(string message, string path) => LoadException.InvalidInput(
        "CertificateWithoutKey", message,
        "A client certificate needs its private key: "
        + $"give {PlanField.CertificateFile} and {PlanField.KeyFile}, or a {PlanField.PfxFile} with both.",
        path);

    private static void CheckValidity(X509Certificate2 leaf, string path)
    {
        var now = DateTime.Now;
        if (now > leaf.NotAfter || now < leaf.NotBefore)
        {
            var when = now > leaf.NotAfter ? $"expired on {Day(leaf.NotAfter)}" : $"is valid only from {Day(leaf.NotBefore)}";
            throw LoadException.SecurityFailed(
                "ClientCertificateExpired", $"The client certificate in {path} ({leaf.Subject}) {when}.",
                "Give a certificate that is valid now, and check this machine's clock.",
                path);
        }
    }

    private static string Day(DateTime local) =>
        local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
