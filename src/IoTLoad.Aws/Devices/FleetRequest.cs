using IoTLoad.Engine;

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

/// <summary>What became of work on a fleet.</summary>
/// <param name="Devices">The devices that are as they should be: made, or there before.</param>
/// <param name="Faults">What could not be done.</param>
public sealed record FleetOutcome(IReadOnlyList<LoadDevice> Devices, IReadOnlyList<LoadException> Faults);

/// <summary>How far work on a fleet has come.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Done">Steps that are done.</param>
/// <param name="Total">Steps in all.</param>
public sealed record FleetProgress(string Step, int Done, int Total);
