using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>What the registry keeps: a thing, a certificate, a policy or a template.</summary>
internal abstract class Registered
{
    public required string Arn { get; init; }

    /// <summary>Number by which it is listed: the order of making.</summary>
    public required long Number { get; init; }

    public DateTimeOffset Created { get; init; }

    /// <summary>When it was changed.</summary>
    public DateTimeOffset Modified { get; set; }
}

internal sealed class Thing : Registered
{
    public required string Name { get; init; }
    public string Id { get; } = Guid.NewGuid().ToString();
    public Dictionary<string, string> Attributes { get; set; } = [];

    /// <summary>How often it was changed, from 1.</summary>
    public long Version { get; set; } = 1;

    public List<DeviceRegistration> Certificates { get; } = [];
}

/// <summary>A client certificate that is registered.</summary>
internal sealed class DeviceRegistration : Registered
{
    private volatile IReadOnlyList<PolicyDocument> _documents = [];
    private volatile string _status = "INACTIVE";

    /// <summary>ID, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required string Pem { get; init; }

    /// <summary>ID of the authority that it was registered by; null if IoT Core made it.</summary>
    public string? AuthorityId { get; init; }

    /// <summary>Begin of validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>End of validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Status, such as <c>ACTIVE</c>.</summary>
    public string Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>Whether devices may connect with it.</summary>
    public bool IsActive => Status == "ACTIVE";

    /// <summary>Policies, in the order in which they were attached.</summary>
    public List<DevicePolicy> Policies { get; } = [];

    /// <summary>Things that have this certificate.</summary>
    public List<Thing> Things { get; } = [];

    /// <summary>What applies to a connection: the default versions of the policies; nothing unless the certificate is active.</summary>
    public IReadOnlyList<PolicyDocument> Effective => IsActive ? _documents : [];

    /// <summary>Takes over what has changed in the policies.</summary>
    public void Refresh() => _documents = [.. Policies.Select(policy => policy.Default.Parsed)];
}

/// <summary>A policy of IoT Core.</summary>
internal sealed class DevicePolicy : Registered
{
    public required string Name { get; init; }

    /// <summary>Versions, in the order of their making; at most five.</summary>
    public List<DevicePolicyVersion> Versions { get; } = [];

    /// <summary>The version that applies.</summary>
    public required DevicePolicyVersion Default { get; set; }

    /// <summary>Number of the last version that was made.</summary>
    public int LastVersion { get; set; } = 1;

    /// <summary>Certificates that have it.</summary>
    public List<DeviceRegistration> Targets { get; } = [];
}

/// <param name="Id">Number of the version.</param>
/// <param name="Document">Document as it was given.</param>
internal sealed record DevicePolicyVersion(string Id, string Document, PolicyDocument Parsed, DateTimeOffset Created);

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
