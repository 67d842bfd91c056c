using System.Text.Json;
using Amazon.Lambda.Model;
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
        Errors = new ServiceErrors(e => new AmazonLambdaException(e))
            .Add("InvalidParameterValueException", e => new InvalidParameterValueException(e))
            .Add("InvalidRequestContentException", e => new InvalidRequestContentException(e))
            .Add("PreconditionFailedException", e => new PreconditionFailedException(e))
            .Add("RequestTooLargeException", e => new RequestTooLargeException(e))
            .Add("ResourceConflictException", e => new ResourceConflictException(e))
            .Add("ResourceNotFoundException", e => new ResourceNotFoundException(e))
            .Add("TooManyRequestsException", e => new TooManyRequestsException(e), Read),
    };

    private static void Read(JsonElement json, TooManyRequestsException error)
    {
        error.Reason = ServiceErrors.Read(json, "Reason", Shapes.Text);
        error.Type = ServiceErrors.Read(json, "Type", Shapes.Text);
    }
}
