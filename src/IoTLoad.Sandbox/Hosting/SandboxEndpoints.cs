
namespace IoTLoad.Sandbox.Hosting;

/// <summary>
/// Where a sandbox is and how to get in: what it prints once it listens, as one line of JSON. The credentials are made up at
/// each start and good for this sandbox alone.
/// </summary>
/// <param name="EndpointUrl">Endpoint of AWS's services.</param>
/// <param name="Endpoint">Endpoint of devices, host and port.</param>
/// <param name="Region">Region that it stands for.</param>
/// <param name="AccountId">Account that it stands for.</param>
/// <param name="AccessKey">Access key ID of the root user, who may do everything.</param>
/// <param name="CaFile">Certificate of the sandbox's authority, PEM: what clients of the device endpoint are to trust.</param>
/// <param name="CertificateFile">Certificate of a device that may do everything, PEM.</param>
/// <param name="KeyFile">Private key of that device, PEM.</param>
/// <param name="AdminUrl">Address of the sandbox's own requests: <c>status</c>, <c>faults</c>, <c>stop</c>.</param>
/// <param name="AdminToken">What they want as bearer token.</param>
internal sealed record SandboxEndpoints(
    int ProcessId,
    Uri EndpointUrl,
    string Endpoint,
    int DevicePort,
    string Region,
    string AccountId,
    string AccessKey,
    string SecretKey,
    string CaFile,
    string CertificateFile,
    string KeyFile,
    Uri AdminUrl,
    string AdminToken);

/// <summary>How a sandbox is doing.</summary>
/// <param name="Requests">Requests of AWS's services so far.</param>
/// <param name="RequestsRefused">Those of them that were answered with an error.</param>
internal sealed record SandboxStatus(
    DateTimeOffset Started, long Requests, long RequestsRefused, int Connections, int Things, int Certificates, SandboxFaults Faults);
