namespace IoTLoad.Aws.Devices;

/// <summary>Devices that there should be.</summary>
public sealed record FleetRequest
{
    /// <summary>What their names begin with: device <c>i</c> is <c>prefix-i</c>, from 0.</summary>
    public required string NamePrefix { get; init; }

    /// <summary>Number of devices.</summary>
    public required int Count { get; init; }

    /// <summary>One certificate for all, rather than one each.</summary>
    public bool SharedCertificate { get; init; }

    /// <summary>They may publish to and subscribe to topics below this one.</summary>
    public string TopicPrefix { get; init; } = "loadtest";

    /// <summary>They may connect with client IDs that begin with this; null takes the name prefix and a hyphen.</summary>
    public string? ClientIdPrefix { get; init; }

    /// <summary>Whether each may connect only with its own name as client ID, in place of <see cref="ClientIdPrefix"/>.</summary>
    public bool OwnClientId { get; init; }

    /// <summary>Whether they may publish retained messages.</summary>
    public bool AllowRetain { get; init; }
}
