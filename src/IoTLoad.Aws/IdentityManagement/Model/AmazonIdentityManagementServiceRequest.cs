using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

/// <summary>Base of the inputs of AWS Identity and Access Management.</summary>
public abstract class AmazonIdentityManagementServiceRequest : AmazonWebServiceRequest;
