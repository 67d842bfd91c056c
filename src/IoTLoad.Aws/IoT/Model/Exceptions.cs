using Amazon.Runtime.Internal;

namespace Amazon.IoT.Model;

/// <summary>The certificate's status does not allow this.</summary>
public class CertificateStateException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>Another request is changing the resource.</summary>
public class ConflictingResourceUpdateException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>What is to be deleted is in use.</summary>
public class DeleteConflictException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The service failed.</summary>
public class InternalException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The service failed.</summary>
public class InternalFailureException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The request is not valid; the message says how.</summary>
public class InvalidRequestException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>A limit is reached.</summary>
public class LimitExceededException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The policy is not valid.</summary>
public class MalformedPolicyException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>What the request makes exists already.</summary>
public class ResourceAlreadyExistsException(ErrorResponse error) : AmazonIoTException(error)
{
    /// <summary>ID of what exists.</summary>
    public string? ResourceId { get; internal set; }

    /// <summary>ARN of what exists.</summary>
    public string? ResourceArn { get; internal set; }
}

/// <summary>What the request names does not exist.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The service is not available for now.</summary>
public class ServiceUnavailableException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The rule's statement is not valid.</summary>
public class SqlParseException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The rate is above the limit.</summary>
public class ThrottlingException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The caller may not do this.</summary>
public class UnauthorizedException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The version is not the expected one.</summary>
public class VersionConflictException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The policy has five versions.</summary>
public class VersionsLimitExceededException(ErrorResponse error) : AmazonIoTException(error);
