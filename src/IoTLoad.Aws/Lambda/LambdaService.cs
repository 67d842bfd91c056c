using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>What the operations of AWS Lambda have in common.</summary>
internal static class LambdaService
{
    /// <summary>The service.</summary>
    public static readonly AwsService Instance = new()
    {
        ServiceId = "Lambda",
        Name = "Amazon.Lambda",
        SigningName = "lambda",
        ApiVersion = "2015-03-31",
        Protocol = WireProtocol.RestJson,
        Endpoints = new("lambda"),
    };
}
