using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Devices.Provisioning;

/// <summary>Devices that are to get their identities by fleet provisioning.</summary>
public sealed record ProvisioningRequest
{
    /// <summary>Name of the provisioning template.</summary>
    public required string Template { get; init; }

    /// <summary>Number of devices.</summary>
    public required int Count { get; init; }

    /// <summary>What their names begin with: device <c>i</c> claims as <c>prefix-i</c>, from 0.</summary>
    public required string NamePrefix { get; init; }

    /// <summary>The template's parameters: names, and values with the placeholders of a connection.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The claim certificate with its key, and the authorities that the endpoint's certificate must chain to.</summary>
    public required TlsPlan Claim { get; init; }

    /// <summary>Devices a second that begin.</summary>
    public required double Rate { get; init; }

    /// <summary>How long each step may take.</summary>
    public required TimeSpan Timeout { get; init; }
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

    /// <summary>Connecting with the certificate of its own.</summary>
    Reconnect,
}
