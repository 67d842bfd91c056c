using Amazon.Runtime.Internal;

namespace Amazon.Lambda.Model;

/// <summary>A parameter is not valid; the message says how.</summary>
public class InvalidParameterValueException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The payload is not valid JSON.</summary>
public class InvalidRequestContentException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The revision is not the expected one.</summary>
public class PreconditionFailedException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The payload is above the limit.</summary>
public class RequestTooLargeException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The function exists already, or an earlier change of it is not done.</summary>
public class ResourceConflictException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>What the request names does not exist.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonLambdaException(error);

/// <summary>The rate or the concurrency is above the limit.</summary>
public class TooManyRequestsException(ErrorResponse error) : AmazonLambdaException(error)
{
    public string? Reason { get; internal set; }
    public string? Type { get; internal set; }
}
