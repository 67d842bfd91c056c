using IoTLoad.Engine;

namespace IoTLoad.Aws.Devices;

/// <summary>What became of work on a fleet.</summary>
/// <param name="Devices">The devices that are as they should be: made, or there before.</param>
/// <param name="Faults">What could not be done.</param>
public sealed record FleetOutcome(IReadOnlyList<LoadDevice> Devices, IReadOnlyList<LoadException> Faults);
