using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.IotData;

/// <summary>An error of AWS IoT Core's data plane: messages over HTTPS; errors that have a name of their own derive from it.</summary>
public class AmazonIotDataException(ErrorResponse error) : AmazonServiceException(
    error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
