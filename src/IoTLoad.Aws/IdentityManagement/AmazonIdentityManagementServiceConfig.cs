using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement;

/// <summary>Configuration of a client of AWS Identity and Access Management.</summary>
public class AmazonIdentityManagementServiceConfig() : TypedConfig(IdentityManagementService.Instance);
