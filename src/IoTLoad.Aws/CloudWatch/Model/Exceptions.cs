using Amazon.Runtime.Internal;

namespace Amazon.CloudWatch.Model;

/// <summary>Another request is changing the resource.</summary>
public class ConflictException(ErrorResponse error) : AmazonCloudWatchException(error);

/// <summary>The dashboard is not valid.</summary>
public class DashboardInvalidInputErrorException(ErrorResponse error) : AmazonCloudWatchException(error)
{
    /// <summary>What is not valid, and where.</summary>
    public List<DashboardValidationMessage>? DashboardValidationMessages { get; internal set; }
}

/// <summary>The dashboard does not exist.</summary>
public class DashboardNotFoundErrorException(ErrorResponse error) : AmazonCloudWatchException(error);

/// <summary>The service failed.</summary>
public class InternalServiceException(ErrorResponse error) : AmazonCloudWatchException(error);

/// <summary>The page token is not valid.</summary>
public class InvalidNextTokenException(ErrorResponse error) : AmazonCloudWatchException(error);

/// <summary>A parameter is not valid; the message says how.</summary>
public class InvalidParameterValueException(ErrorResponse error) : AmazonCloudWatchException(error);
