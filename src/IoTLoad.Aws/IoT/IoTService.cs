using System.Text.Json;
using Amazon.IoT.Model;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>What the operations of AWS IoT Core's control plane have in common.</summary>
internal static class IoTService
{
    /// <summary>The service.</summary>
    public static readonly AwsService Instance = new()
    {
        ServiceId = "IoT",
        Name = "Amazon.IoT",
        SigningName = "iot",
        ApiVersion = "2015-05-28",
        Protocol = WireProtocol.RestJson,
        Endpoints = new("iot"),
        Errors = new ServiceErrors(e => new AmazonIoTException(e))
            .Add("DeleteConflictException", e => new DeleteConflictException(e))
            .Add("InvalidRequestException", e => new InvalidRequestException(e))
            .Add("MalformedPolicyException", e => new MalformedPolicyException(e))
            .Add("ResourceAlreadyExistsException", e => new ResourceAlreadyExistsException(e), Read)
            .Add("ResourceNotFoundException", e => new ResourceNotFoundException(e))
            .Add("SqlParseException", e => new SqlParseException(e))
            .Add("ThrottlingException", e => new ThrottlingException(e)),
    };

    private static void Read(JsonElement json, ResourceAlreadyExistsException error)
    {
        error.ResourceId = ServiceErrors.Read(json, "resourceId", Shapes.Text);
        error.ResourceArn = ServiceErrors.Read(json, "resourceArn", Shapes.Text);
    }
}
