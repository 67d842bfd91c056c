using Amazon.Runtime.Internal;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A parameter is not valid; the message says how.</summary>
public class InvalidParameterException(ErrorResponse error) : AmazonCloudWatchLogsException(error);

/// <summary>What the request makes exists already.</summary>
public class ResourceAlreadyExistsException(ErrorResponse error) : AmazonCloudWatchLogsException(error);

/// <summary>What the request names does not exist.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonCloudWatchLogsException(error);
