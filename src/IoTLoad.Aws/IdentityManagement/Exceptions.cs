using Amazon.Runtime.Internal;

namespace Amazon.IdentityManagement.Model;

/// <summary>What the request makes exists already.</summary>
public class EntityAlreadyExistsException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);

/// <summary>The policy is not valid.</summary>
public class MalformedPolicyDocumentException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);

/// <summary>What the request names does not exist.</summary>
public class NoSuchEntityException(ErrorResponse error) : AmazonIdentityManagementServiceException(error);
