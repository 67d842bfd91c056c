namespace IoTLoad.Aws.Devices;

/// <summary>How far work on a fleet has come.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Done">Steps that are done.</param>
/// <param name="Total">Steps in all.</param>
public sealed record FleetProgress(string Step, int Done, int Total);
