namespace IoTLoad.PowerShell.Sandboxes;

/// <summary>What a sandbox prints when it listens, and keeps in its folder.</summary>
/// <param name="ProcessId">Process.</param>
/// <param name="EndpointUrl">Endpoint of AWS's services.</param>
/// <param name="DevicePort">Port of devices.</param>
/// <param name="Region">Region.</param>
/// <param name="AccountId">Account.</param>
/// <param name="AccessKey">Access key ID.</param>
/// <param name="SecretKey">Secret access key.</param>
/// <param name="CaFile">Certificate of the authority.</param>
/// <param name="CertificateFile">Certificate of a device.</param>
/// <param name="KeyFile">Private key of the device.</param>
/// <param name="AdminUrl">Address of the sandbox's own requests.</param>
/// <param name="AdminToken">What they want as bearer token.</param>
internal sealed record SandboxAddress(
    int ProcessId,
    Uri EndpointUrl,
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
