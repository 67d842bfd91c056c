using IoTLoad.Engine;

namespace IoTLoad.Aws.Deployment;

/// <summary>What a removal came to.</summary>
/// <param name="Removed">Parts that were there and are gone.</param>
/// <param name="Faults">Why others could not be removed.</param>
public sealed record FunctionRemoval(IReadOnlyList<DeployedPart> Removed, IReadOnlyList<LoadException> Faults);
