using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IoTLoad.Sandbox.Certificates;
using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Things, certificates and policies. What changes them holds <see cref="Gate"/>; connections read without it.</summary>
internal sealed class DeviceRegistry(SandboxAccount account, CertificateAuthority issuer, TimeProvider clock) : IDeviceDirectory
{
    private readonly ConcurrentDictionary<string, DeviceRegistration> _given = new(StringComparer.Ordinal);
    private long _last;

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

    public DateTimeOffset Now => clock.GetUtcNow();

    public long NextNumber() => Interlocked.Increment(ref _last);

    /// <summary>A template by its name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public ProvisioningTemplate Template(string name) =>
        Templates.GetValueOrDefault(name) ?? throw IoTRefusal.NotFound($"The provisioning template {name} does not exist.");

    /// <summary>A thing by its name, made with these attributes if there is none. The caller holds <see cref="Gate"/>.</summary>
    public Thing Thing(string name, Dictionary<string, string> attributes) => Things.GetOrAdd(name, _ => new Thing
    {
        Name = name,
        Arn = account.Arn("iot", $"thing/{name}"),
        Number = NextNumber(),
        Attributes = attributes,
    });

    /// <summary>Adds a policy with its first version. The caller holds <see cref="Gate"/>.</summary>
    /// <exception cref="RefusedException">The document is malformed.</exception>
    public DevicePolicy AddPolicy(string name, string document) => Policies[name] = Policy(name, document, NextNumber());

    /// <summary>Gives a certificate what a template says. The caller holds <see cref="Gate"/>.</summary>
    /// <exception cref="RefusedException">A policy does not exist, or is malformed; nothing has changed then.</exception>
    public void Provision(DeviceRegistration certificate, ProvisionedDevice device)
    {
        var policies = device.Policies.Select(PolicyOf).ToList();
        if (device.ThingName is { } thingName)
        {
            var thing = Thing(thingName, device.Attributes);
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

    private DevicePolicy Policy(string name, string document, long number)
    {
        var version = new DevicePolicyVersion("1", document, PolicyOperations.Parse(document), Now);
        return new DevicePolicy
        {
            Name = name,
            Arn = account.Arn("iot", $"policy/{name}"),
            Number = number,
            Created = Now,
            Modified = Now,
            Default = version,
            Versions = { version },
        };
    }

    // A document without a name gets a hash of it as name ("Policy resources", Provisioning templates).
    private DevicePolicy PolicyOf((string? Name, string? Document) wanted)
    {
        var name = wanted.Name ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted.Document ?? "")));
        return Policies.GetValueOrDefault(name) ?? (wanted.Document is { } document
            ? AddPolicy(name, document)
            : throw new RefusedException(400, "ResourceRegistrationFailureException", $"The policy {name} does not exist."));
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
        registration.Policies.Add(Policy("sandbox", document, 0));
        registration.Refresh();
        _given[registration.Id] = registration;
        return made;
    }

    private (DeviceRegistration Registration, DeviceCertificate Certificate) Make(bool active)
    {
        // Making a key takes a tenth of a second, so it is done before anything is held.
        var made = issuer.IssueDevice();
        using var certificate = X509Certificate2.CreateFromPem(made.CertificatePem);
        return (Registration(certificate, active ? "ACTIVE" : "INACTIVE"), made);
    }

    private DeviceRegistration Registration(X509Certificate2 certificate, string status, string? authority = null)
    {
        var id = CertificateAuthority.IdOf(certificate);
        return new DeviceRegistration
        {
            Id = id,
            Arn = account.Arn("iot", $"cert/{id}"),
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
        lock (Gate)
        {
            return Things.GetValueOrDefault(thingName)?.Certificates.Contains(registration);
        }
    }
}
