using IoTLoad.Sandbox.Faults;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>How a sandbox is doing.</summary>
/// <param name="Started">When it was started.</param>
/// <param name="Requests">Requests of AWS's services so far.</param>
/// <param name="RequestsRefused">Those of them that were answered with an error.</param>
/// <param name="Connections">Open MQTT connections.</param>
/// <param name="Things">Things.</param>
/// <param name="Certificates">Certificates.</param>
/// <param name="Faults">Faults that are on.</param>
internal sealed record SandboxStatus(
    DateTimeOffset Started, long Requests, long RequestsRefused, int Connections, int Things, int Certificates, SandboxFaults Faults);
