using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs;

/// <summary>Configuration of a client of Amazon CloudWatch Logs.</summary>
public class AmazonCloudWatchLogsConfig() : TypedConfig(CloudWatchLogsService.Instance);
