using Amazon.Runtime.Internal;

namespace Amazon.IotData.Model;

/// <summary>The service failed.</summary>
public class InternalFailureException(ErrorResponse error) : AmazonIotDataException(error);

/// <summary>The request is not valid; the message says how.</summary>
public class InvalidRequestException(ErrorResponse error) : AmazonIotDataException(error);

/// <summary>The resource does not know this method.</summary>
public class MethodNotAllowedException(ErrorResponse error) : AmazonIotDataException(error);

/// <summary>What the request names does not exist.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonIotDataException(error);

/// <summary>The service is not available for now.</summary>
public class ServiceUnavailableException(ErrorResponse error) : AmazonIotDataException(error);

/// <summary>The rate is above the limit.</summary>
public class ThrottlingException(ErrorResponse error) : AmazonIotDataException(error);

/// <summary>The caller may not do this.</summary>
public class UnauthorizedException(ErrorResponse error) : AmazonIotDataException(error);
