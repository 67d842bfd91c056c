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
            .Add("CertificateStateException", e => new CertificateStateException(e))
            .Add("ConflictingResourceUpdateException", e => new ConflictingResourceUpdateException(e))
            .Add("DeleteConflictException", e => new DeleteConflictException(e))
            .Add("InternalException", e => new InternalException(e))
            .Add("InternalFailureException", e => new InternalFailureException(e))
            .Add("InvalidRequestException", e => new InvalidRequestException(e))
            .Add("LimitExceededException", e => new LimitExceededException(e))
            .Add("MalformedPolicyException", e => new MalformedPolicyException(e))
            .Add("ResourceAlreadyExistsException", e => new ResourceAlreadyExistsException(e), Read)
            .Add("ResourceNotFoundException", e => new ResourceNotFoundException(e))
            .Add("ServiceUnavailableException", e => new ServiceUnavailableException(e))
            .Add("SqlParseException", e => new SqlParseException(e))
            .Add("ThrottlingException", e => new ThrottlingException(e))
            .Add("UnauthorizedException", e => new UnauthorizedException(e))
            .Add("VersionConflictException", e => new VersionConflictException(e))
            .Add("VersionsLimitExceededException", e => new VersionsLimitExceededException(e)),
    };

    private static void Read(JsonElement json, ResourceAlreadyExistsException error)
    {
        error.ResourceId = ServiceErrors.Read(json, "resourceId", Shapes.Text);
        error.ResourceArn = ServiceErrors.Read(json, "resourceArn", Shapes.Text);
    }
}
