using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
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

    /// <summary>Certificates of authorities by ID.</summary>
    public ConcurrentDictionary<string, CaCertificate> Authorities { get; } = new(StringComparer.Ordinal);

    /// <summary>Templates of fleet and just-in-time provisioning by name.</summary>
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

    /// <summary>Gives a certificate what a template says. The caller holds <see cref="Gate"/>.</summary>
    /// <exception cref="RefusedException">A policy does not exist, or is malformed; nothing has changed then.</exception>
    public void Provision(DeviceRegistration certificate, ProvisionedDevice device)
    {
        var policies = device.Policies.Select(PolicyOf).ToList();
        if (device.ThingName is { } thingName)
        {
            var thing = Thing(thingName, _account.Arn("iot", $"thing/{thingName}"), device.Attributes);
            thing.Certificates.Add(certificate);
            certificate.Things.Add(thing);
        }

        foreach (var policy in policies.Except(certificate.Policies))
        {
            certificate.Policies.Add(policy);
            policy.Targets.Add(certificate);
        }

        // The policies first: a device must not get in without them.
        certificate.Refresh();
        certificate.Status = device.Status;
    }

    // A document without a name gets a hash of it as name ("Policy resources", Provisioning templates).
    private DevicePolicy PolicyOf((string? Name, string? Document) wanted)
    {
        var name = wanted.Name ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted.Document ?? "")));
        if (Policies.TryGetValue(name, out var policy))
        {
            return policy;
        }

        return wanted.Document is { } document
            ? AddPolicy(name, _account.Arn("iot", $"policy/{name}"), document)
            : throw new RefusedException(400, "ResourceRegistrationFailureException", $"The policy {name} does not exist.");
    }

    /// <summary>Makes a key pair and registers its certificate.</summary>
    /// <param name="active">Whether devices may connect with it from the start.</param>
    public (DeviceRegistration Registration, DeviceCertificate Certificate) Register(bool active)
    {
        var (registration, made) = Make(active);
        Certificates[registration.Id] = registration;
        return (registration, made);
    }

    /// <summary>Registers a device's certificate by its authority, pending.</summary>
    /// <returns>Null if it is registered already.</returns>
    public DeviceRegistration? Register(X509Certificate2 certificate, CaCertificate authority)
    {
        var registration = Registration(certificate, "PENDING_ACTIVATION", authority.Id);
        return Certificates.TryAdd(registration.Id, registration) ? registration : null;
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
        return (Registration(certificate, active ? "ACTIVE" : "INACTIVE"), made);
    }

    private DeviceRegistration Registration(X509Certificate2 certificate, string status, string? authority = null)
    {
        var id = CertificateAuthority.IdOf(certificate);
        return new DeviceRegistration
        {
            Id = id,
            Arn = _account.Arn("iot", $"cert/{id}"),
            Number = NextNumber(),
            Pem = certificate.ExportCertificatePem() + "\n",
            AuthorityId = authority,
            Created = Now,
            Modified = Now,
            NotBefore = certificate.NotBefore.ToUniversalTime(),
            NotAfter = certificate.NotAfter.ToUniversalTime(),
            Status = status,
        };
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
