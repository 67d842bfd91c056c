namespace IoTLoad.PowerShell.Sandboxes;

/// <summary>The folder of a sandbox whose process runs.</summary>
/// <param name="Id">ID of the sandbox.</param>
/// <param name="Path">The folder.</param>
/// <param name="Address">Where the sandbox is.</param>
internal sealed record SandboxFolder(string Id, string Path, SandboxAddress Address);
