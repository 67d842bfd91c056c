namespace IoTLoad.Sandbox.Services.Ssm;

/// <summary>A parameter.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">String, StringList or SecureString.</param>
/// <param name="Value">Value in the clear; the sandbox keeps it in memory alone.</param>
/// <param name="Version">Version, from 1.</param>
/// <param name="Modified">When it was written.</param>
/// <param name="DataType">Data type, <c>text</c>.</param>
/// <param name="Description">Description.</param>
/// <param name="KeyId">Key that a SecureString is encrypted with.</param>
/// <param name="Tier">Tier.</param>
internal sealed record Parameter(
    string Name, string Type, string Value, long Version, DateTimeOffset Modified, string DataType, string? Description, string? KeyId, string Tier);
