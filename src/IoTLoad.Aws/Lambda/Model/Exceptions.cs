using Amazon.Runtime.Internal;

namespace Amazon.Lambda.Model;

/// <summary>The account's code storage is full.</summary>
public class CodeStorageExceededException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The function's role may not set up its network.</summary>
public class EC2AccessDeniedException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>Lambda was throttled by EC2 while it set up the function's network.</summary>
public class EC2ThrottledException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The VPC's limit of network interfaces is reached.</summary>
public class ENILimitReachedException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>A parameter is not valid; the message says how.</summary>
public class InvalidParameterValueException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The payload is not valid JSON.</summary>
public class InvalidRequestContentException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The runtime is not supported.</summary>
public class InvalidRuntimeException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The zip file cannot be read.</summary>
public class InvalidZipFileException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The environment variables cannot be decrypted: access denied.</summary>
public class KMSAccessDeniedException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The function's policy is above 20 KB.</summary>
public class PolicyLengthExceededException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The revision is not the expected one.</summary>
public class PreconditionFailedException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The payload is above the limit.</summary>
public class RequestTooLargeException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The function exists already, or an earlier change of it is not done.</summary>
public class ResourceConflictException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>What the request names does not exist.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The function is not ready.</summary>
public class ResourceNotReadyException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The service failed.</summary>
public class ServiceException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The rate or the concurrency is above the limit.</summary>
public class TooManyRequestsException(ErrorResponse error) : AmazonLambdaException(error)
{
    /// <summary>Which limit it was, such as <c>ConcurrentInvocationLimitExceeded</c>.</summary>
    public string? Reason { get; internal set; }

    /// <summary>Whose fault it is.</summary>
    public string? Type { get; internal set; }
}

/// <summary>The payload is not JSON.</summary>
public class UnsupportedMediaTypeException(ErrorResponse error) : AmazonLambdaException(error);
