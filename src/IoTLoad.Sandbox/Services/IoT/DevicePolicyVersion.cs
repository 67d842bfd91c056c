using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>A version of a policy.</summary>
/// <param name="Id">Number of the version.</param>
/// <param name="Document">Document as it was given.</param>
/// <param name="Parsed">What it says.</param>
/// <param name="Created">When it was made.</param>
internal sealed record DevicePolicyVersion(string Id, string Document, PolicyDocument Parsed, DateTimeOffset Created);
