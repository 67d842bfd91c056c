using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A parameter is not valid; the message says how.</summary>
public class InvalidParameterException(ErrorResponse error) : AmazonCloudWatchLogsException(error);

/// <summary>A limit is reached.</summary>
public class LimitExceededException(ErrorResponse error) : AmazonCloudWatchLogsException(error);

/// <summary>Several requests change the same resource.</summary>
public class OperationAbortedException(ErrorResponse error) : AmazonCloudWatchLogsException(error);

/// <summary>What the request makes exists already.</summary>
public class ResourceAlreadyExistsException(ErrorResponse error) : AmazonCloudWatchLogsException(error);

/// <summary>What the request names does not exist.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonCloudWatchLogsException(error);

/// <summary>The service is not available for now.</summary>
public class ServiceUnavailableException(ErrorResponse error) : AmazonCloudWatchLogsException(error);

/// <summary>The resource would have more than 50 tags.</summary>
public class TooManyTagsException(ErrorResponse error) : AmazonCloudWatchLogsException(error)
{
    /// <summary>The resource.</summary>
    public string? ResourceName { get; internal set; }
}

/// <summary>A parameter is not valid; the message says how.</summary>
public class ValidationException(ErrorResponse error) : AmazonCloudWatchLogsException(error);
