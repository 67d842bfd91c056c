using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Devices.Provisioning;

/// <summary>Devices that are to get their identities from IoT Core.</summary>
public abstract record ProvisioningRequest
{
    /// <summary>Number of devices.</summary>
    public required int Count { get; init; }

    /// <summary>What their names begin with: device <c>i</c> is <c>prefix-i</c>, from 0.</summary>
    public required string NamePrefix { get; init; }

    /// <summary>Devices a second that begin.</summary>
    public required double Rate { get; init; }

    /// <summary>How long each step may take.</summary>
    public required TimeSpan Timeout { get; init; }
}

/// <summary>Fleet provisioning by claim.</summary>
public sealed record ClaimRequest : ProvisioningRequest
{
    /// <summary>Name of the provisioning template.</summary>
    public required string Template { get; init; }

    /// <summary>The template's parameters: names, and values with the placeholders of a connection.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The claim certificate with its key, and the authorities that the endpoint's certificate must chain to.</summary>
    public required TlsPlan Claim { get; init; }
}

/// <summary>Just-in-time registration, with certificates that an authority of the account's owner issues.</summary>
public sealed record JustInTimeRequest : ProvisioningRequest
{
    /// <summary>Certificate of the authority, PEM, as it is registered.</summary>
    public required string AuthorityFile { get; init; }

    /// <summary>Its private key, PEM.</summary>
    public required string AuthorityKeyFile { get; init; }

    /// <summary>Subject of the devices' certificates: a distinguished name with the placeholders of a connection.</summary>
    public required string Subject { get; init; }

    /// <summary>How long a device waits between two attempts to connect.</summary>
    public required TimeSpan RetryInterval { get; init; }

    /// <summary>Authorities that the endpoint's certificate must chain to, PEM; null for the system's.</summary>
    public string? CaFile { get; init; }
}

/// <summary>The steps of a device.</summary>
public enum ProvisioningStep
{
    /// <summary>Connecting with the claim certificate, and subscribing to the responses; from when it was due.</summary>
    ClaimConnect,

    /// <summary>From the request CreateKeysAndCertificate to its response.</summary>
    CreateKeys,

    /// <summary>From the request RegisterThing to its response.</summary>
    RegisterThing,

    /// <summary>Connecting for the first time, until the endpoint ended the connection; from when it was due.</summary>
    FirstConnect,

    /// <summary>From then until the attempt began that succeeded: registration, activation, and the rest of a retry interval.</summary>
    Activation,

    /// <summary>Connecting with the certificate of its own.</summary>
    Reconnect,
}
