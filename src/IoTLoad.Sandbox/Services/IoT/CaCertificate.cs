using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>The certificate of an authority that customers issue their devices' certificates with.</summary>
internal sealed class CaCertificate : Registered
{
    /// <summary>ID, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The certificate.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary><c>DEFAULT</c>, or <c>SNI_ONLY</c> if nobody proved to have its key.</summary>
    public required string Mode { get; init; }

    /// <summary>Status, <c>ACTIVE</c> or <c>INACTIVE</c>.</summary>
    public required string Status { get; set; }

    public bool IsActive => Status == "ACTIVE";

    /// <summary>Whether certificates that it has issued are registered when their devices connect.</summary>
    public required bool RegistersDevices { get; set; }

    /// <summary>The template that its devices are provisioned by; null if something else activates them.</summary>
    public ProvisioningTemplate? Template { get; set; }

    /// <summary>Whether it has issued a certificate itself.</summary>
    /// <param name="now">When both have to be valid.</param>
    public bool Issued(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (!certificate.IssuerName.RawData.AsSpan().SequenceEqual(Certificate.SubjectName.RawData))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;

        // An authority that is not a root is the end of the chain all the same.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        try
        {
            return chain.Build(certificate) && chain.ChainElements.Count > 1
                && chain.ChainElements[1].Certificate.RawDataMemory.Span.SequenceEqual(Certificate.RawDataMemory.Span);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
