namespace IoTLoad.Aws.Devices;

/// <summary>What of a fleet is to be removed, and what stays.</summary>
/// <param name="NamePrefix">The fleet's name prefix.</param>
/// <param name="Things">The things to remove.</param>
/// <param name="Others">The things that stay.</param>
/// <param name="Orphans">Certificates of the journal that no thing has, to remove as well.</param>
/// <param name="Policy">Whether to remove the fleet's policy.</param>
internal sealed record FleetSelection(
    string NamePrefix, IReadOnlyList<FleetThing> Things, IReadOnlyList<FleetThing> Others, IReadOnlyList<FleetCertificate> Orphans,
    bool Policy);
