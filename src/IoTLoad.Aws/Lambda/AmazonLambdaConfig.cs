using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Configuration of a client of AWS Lambda.</summary>
public class AmazonLambdaConfig() : TypedConfig(LambdaService.Instance);
