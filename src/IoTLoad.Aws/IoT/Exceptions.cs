using Amazon.Runtime.Internal;

namespace Amazon.IoT.Model;

/// <summary>What is to be deleted is in use.</summary>
public class DeleteConflictException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The request is not valid; the message says how.</summary>
public class InvalidRequestException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The policy is not valid.</summary>
public class MalformedPolicyException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>What the request makes exists already.</summary>
public class ResourceAlreadyExistsException(ErrorResponse error) : AmazonIoTException(error)
{
    public string? ResourceId { get; internal set; }
    public string? ResourceArn { get; internal set; }
}

/// <summary>What the request names does not exist.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The rule's statement is not valid.</summary>
public class SqlParseException(ErrorResponse error) : AmazonIoTException(error);

/// <summary>The rate is above the limit.</summary>
public class ThrottlingException(ErrorResponse error) : AmazonIoTException(error);
