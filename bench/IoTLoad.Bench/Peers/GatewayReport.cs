namespace IoTLoad.Bench.Peers;

/// <summary>What a gateway's process says of itself.</summary>
/// <param name="Port">Port.</param>
/// <param name="CaFile">Certificate of its authority.</param>
/// <param name="CertificateFile">A device's certificate.</param>
/// <param name="KeyFile">The device's key.</param>
/// <param name="PublishIn">Sum of <c>PublishIn.Success</c> so far.</param>
/// <param name="Throttled">Sum of <c>PublishIn.Throttle</c> so far.</param>
/// <param name="PublishOut">Sum of <c>PublishOut.Success</c> so far.</param>
/// <param name="CpuSeconds">CPU used so far.</param>
/// <param name="WorkingSet">Memory, bytes.</param>
internal sealed record GatewayReport(
    int Port,
    string CaFile,
    string CertificateFile,
    string KeyFile,
    long PublishIn,
    long Throttled,
    long PublishOut,
    double CpuSeconds,
    long WorkingSet);
