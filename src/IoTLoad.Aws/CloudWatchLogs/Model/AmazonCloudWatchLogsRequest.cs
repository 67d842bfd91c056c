using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Base of the inputs of Amazon CloudWatch Logs.</summary>
public abstract class AmazonCloudWatchLogsRequest : AmazonWebServiceRequest;
