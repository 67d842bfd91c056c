using System.Text.Json;

namespace IoTLoad.PowerShell.Sandboxes;

/// <summary>How a sandbox says that it is doing.</summary>
/// <param name="Started">When it was started.</param>
/// <param name="Requests">Requests to AWS's services so far.</param>
/// <param name="Faults">Faults that are on.</param>
internal sealed record SandboxStatus(DateTimeOffset Started, long Requests, Dictionary<string, JsonElement> Faults);
