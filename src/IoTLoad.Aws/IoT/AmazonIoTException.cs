using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.IoT;

/// <summary>An error of AWS IoT Core's control plane; errors that have a name of their own derive from it.</summary>
public class AmazonIoTException(ErrorResponse error) : AmazonServiceException(
    error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
