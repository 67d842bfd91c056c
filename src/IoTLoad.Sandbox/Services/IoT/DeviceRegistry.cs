using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Certificates;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Things, certificates and policies. What changes them holds <see cref="Gate"/>; connections read without it.</summary>
internal sealed class DeviceRegistry : IDeviceDirectory
{
    private readonly SandboxAccount _account;
    private readonly CertificateAuthority _authority;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, DeviceRegistration> _given = new(StringComparer.Ordinal);
    private long _last;

    public DeviceRegistry(SandboxAccount account, CertificateAuthority authority, TimeProvider clock)
    {
        _account = account;
        _authority = authority;
        _clock = clock;
    }

    /// <summary>Held by whoever changes something, or reads more than one thing.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Things by name.</summary>
    public ConcurrentDictionary<string, Thing> Things { get; } = new(StringComparer.Ordinal);

    /// <summary>Certificates by ID.</summary>
    public ConcurrentDictionary<string, DeviceRegistration> Certificates { get; } = new(StringComparer.Ordinal);

    /// <summary>Policies by name.</summary>
    public ConcurrentDictionary<string, DevicePolicy> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>Templates of fleet provisioning by name.</summary>
    public ConcurrentDictionary<string, ProvisioningTemplate> Templates { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Now => _clock.GetUtcNow();

    public long NextNumber() => Interlocked.Increment(ref _last);

    /// <summary>A thing by its name, made with these attributes if there is none. The caller holds <see cref="Gate"/>.</summary>
    public Thing Thing(string name, string arn, Dictionary<string, string> attributes) => Things.GetOrAdd(
        name, _ => new Thing { Name = name, Arn = arn, Number = NextNumber(), Attributes = attributes });

    /// <summary>Adds a policy with its first version. The caller holds <see cref="Gate"/>.</summary>
    /// <exception cref="RefusedException">The document is malformed.</exception>
    public DevicePolicy AddPolicy(string name, string arn, string document)
    {
        var version = new DevicePolicyVersion("1", document, PolicyOperations.Parse(document), Now);
        return Policies[name] = new DevicePolicy
        {
            Name = name,
            Arn = arn,
            Number = NextNumber(),
            Created = Now,
            Modified = Now,
            Default = version,
            Versions = { version },
        };
    }

    /// <summary>Makes a key pair and registers its certificate.</summary>
    /// <param name="active">Whether devices may connect with it from the start.</param>
    public (DeviceRegistration Registration, DeviceCertificate Certificate) Register(bool active)
    {
        var (registration, made) = Make(active);
        Certificates[registration.Id] = registration;
        return (registration, made);
    }

    /// <summary>
    /// Makes a certificate that may do everything and is on no list: for whoever starts the sandbox and wants to connect at once.
    /// </summary>
    public DeviceCertificate Give()
    {
        const string document = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""";
        var (registration, made) = Make(active: true);
        var version = new DevicePolicyVersion("1", document, PolicyDocument.Parse(document), Now);
        registration.Policies.Add(new DevicePolicy
        {
            Name = "sandbox",
            Arn = _account.Arn("iot", "policy/sandbox"),
            Number = 0,
            Created = Now,
            Modified = Now,
            Default = version,
        });
        registration.Refresh();
        _given[registration.Id] = registration;
        return made;
    }

    private (DeviceRegistration Registration, DeviceCertificate Certificate) Make(bool active)
    {
        // Making a key takes a tenth of a second, so it is done before anything is held.
        var made = _authority.IssueDevice();
        using var certificate = X509Certificate2.CreateFromPem(made.CertificatePem);
        var id = CertificateAuthority.IdOf(certificate);
        var registration = new DeviceRegistration
        {
            Id = id,
            Arn = _account.Arn("iot", $"cert/{id}"),
            Number = NextNumber(),
            Pem = made.CertificatePem,
            Created = Now,
            Modified = Now,
            NotBefore = made.NotBefore,
            NotAfter = made.NotAfter,
            Status = active ? "ACTIVE" : "INACTIVE",
        };
        return (registration, made);
    }

    public Principal? Find(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var id = CertificateAuthority.IdOf(certificate);
        var registration = Certificates.GetValueOrDefault(id) ?? _given.GetValueOrDefault(id);
        if (registration?.IsActive != true)
        {
            return null;
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["iot:CertificateId"] = registration.Id,
            ["iot:Certificate.SerialNumber"] = certificate.SerialNumber,
            ["iot:Certificate.Subject.CommonName"] = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            ["iot:Certificate.Issuer.CommonName"] = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true),
        };
        return new DevicePrincipal(registration.Arn, registration.Id, variables, () => registration.Effective,
            name => IsAttached(name, registration));
    }

    private bool? IsAttached(string thingName, DeviceRegistration registration)
    {
        if (!Things.TryGetValue(thingName, out var thing))
        {
            return null;
        }

        lock (Gate)
        {
            return thing.Certificates.Contains(registration);
        }
    }
}
