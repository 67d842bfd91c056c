using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch;

/// <summary>Configuration of a client of Amazon CloudWatch.</summary>
public class AmazonCloudWatchConfig() : TypedConfig(CloudWatchService.Instance);
