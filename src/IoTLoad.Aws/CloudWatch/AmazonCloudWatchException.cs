using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.CloudWatch;

/// <summary>An error of Amazon CloudWatch; errors that have a name of their own derive from it.</summary>
public class AmazonCloudWatchException(ErrorResponse error) : AmazonServiceException(
    error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
