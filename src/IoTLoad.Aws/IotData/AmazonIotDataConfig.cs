using IoTLoad.Aws.Protocols;

namespace Amazon.IotData;

/// <summary>Configuration of a client of AWS IoT Core's data plane: messages over HTTPS.</summary>
public class AmazonIotDataConfig() : TypedConfig(IotDataService.Instance);
