using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>Configuration of a client of AWS IoT Core's control plane.</summary>
public class AmazonIoTConfig() : TypedConfig(IoTService.Instance);
