namespace IoTLoad.Aws.Deployment;

/// <summary>A part of a deployment as it would be made.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Document">The documents that would be sent, JSON.</param>
public sealed record PlannedPart(string Kind, string Name, string Document);
