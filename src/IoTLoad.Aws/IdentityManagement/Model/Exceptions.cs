using Amazon.Runtime.Internal;

namespace Amazon.IdentityManagement.Model;

/// <summary>Several requests change the same entity.</summary>
public class ConcurrentModificationException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);

/// <summary>What is to be deleted is in use.</summary>
public class DeleteConflictException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);

/// <summary>What the request makes exists already.</summary>
public class EntityAlreadyExistsException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);

/// <summary>A parameter is not valid; the message says how.</summary>
public class InvalidInputException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);

/// <summary>A limit is reached.</summary>
public class LimitExceededException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);

/// <summary>The policy is not valid.</summary>
public class MalformedPolicyDocumentException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);

/// <summary>What the request names does not exist.</summary>
public class NoSuchEntityException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);

/// <summary>The service failed.</summary>
public class ServiceFailureException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);

/// <summary>The entity belongs to a service, which alone may change it.</summary>
public class UnmodifiableEntityException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);
