using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.IdentityManagement;

/// <summary>An error of AWS Identity and Access Management; errors that have a name of their own derive from it.</summary>
public class AmazonIdentityManagementServiceException(ErrorResponse error) : AmazonServiceException(
    error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
