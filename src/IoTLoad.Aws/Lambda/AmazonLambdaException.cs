using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.Lambda;

/// <summary>An error of AWS Lambda; errors that have a name of their own derive from it.</summary>
public class AmazonLambdaException(ErrorResponse error) : AmazonServiceException(
    error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
