using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs;

/// <summary>An error of Amazon CloudWatch Logs; errors that have a name of their own derive from it.</summary>
public class AmazonCloudWatchLogsException(ErrorResponse error) : AmazonServiceException(
    error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
