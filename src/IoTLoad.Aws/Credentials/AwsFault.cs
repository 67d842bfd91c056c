using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Credentials;

/// <summary>What goes wrong with AWS, as errors with stable IDs and something to do about each. No text holds a secret.</summary>
public static class AwsFault
{
    private static readonly Dictionary<string, string> ByCode = Table(
        ("AwsCredentialsExpired", ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"]),
        ("AwsCredentialsInvalid",
            ["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure", "MissingAuthenticationToken",
             "MissingAuthenticationTokenException", "InvalidIdentityToken", "SignatureDoesNotMatch", "InvalidSignatureException",
             "IncompleteSignature", "IncompleteSignatureException"]),
        ("AwsClockSkew", ["RequestTimeTooSkewed", "RequestInTheFuture"]),
        ("AwsAccessDenied",
            ["AccessDenied", "AccessDeniedException", "UnauthorizedException", "UnauthorizedOperation", "ForbiddenException",
             "NotAuthorized", "UnauthorizedAccess"]),
        ("AwsThrottled",
            ["Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException", "RequestLimitExceeded",
             "RequestThrottled", "RequestThrottledException", "BandwidthLimitExceeded", "ProvisionedThroughputExceededException",
             "EC2ThrottledException", "SlowDown", "PriorRequestNotComplete"]),
        ("AwsLimitExceeded",
            ["LimitExceeded", "LimitExceededException", "VersionsLimitExceededException", "CodeStorageExceededException",
             "TooManyTagsException", "PolicyLengthExceededException"]),
        ("AwsNotFound", ["ResourceNotFoundException", "ResourceNotFound", "NoSuchEntity", "NoSuchEntityException", "ParameterNotFound"]),
        ("AwsConflict",
            ["ResourceAlreadyExistsException", "EntityAlreadyExists", "ResourceConflictException", "ConflictException", "DeleteConflict",
             "DeleteConflictException", "CertificateStateException", "VersionConflictException", "ConflictingResourceUpdateException",
             "ConcurrentModification", "OperationAbortedException", "ParameterAlreadyExists", "PreconditionFailedException"]),
        ("AwsPayloadTooLarge", ["RequestEntityTooLargeException", "RequestTooLargeException", "RequestEntityTooLarge"]));

    /// <summary>The error for a call that failed.</summary>
    /// <param name="fault">What was thrown.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="region">Where it was asked.</param>
    public static LoadException From(Exception fault, AwsCall call, string? region = null)
    {
        return fault switch
        {
            LoadException already => already,
            AmazonServiceException { ErrorCode: not null } or AmazonServiceException { StatusCode: not 0 } =>
                FromService((AmazonServiceException)fault, call, region),
            _ when IsUnreachable(fault) => Make(
                "AwsUnreachable", fault, call,
                $"The endpoint of {call.ActionPrefix} in {region ?? "the region"} could not be reached: "
                    + $"{Innermost(fault).Message.TrimEnd('.')}."
                    + EnvironmentProxy.Explain(fault),
                "Check the region's name, -EndpointUrl, the proxy and the network; not every service is in every region."),
            _ when IsAboutCredentials(fault) => FromCredentials(fault, call, null),
            _ => Make("AwsRequestFailed", fault, call, $"{call.Action} failed: {fault.Message}",
                "The message says what AWS's client could not do."),
        };
    }

    /// <summary>The error for credentials that cannot be had.</summary>
    /// <param name="fault">What was thrown.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="profile">The profile that they were to come from.</param>
    public static LoadException FromCredentials(Exception fault, AwsCall call, string? profile)
    {
        var service = Chain(fault).OfType<AmazonServiceException>().FirstOrDefault(e => !string.IsNullOrEmpty(e.ErrorCode));
        if (service is not null)
        {
            return FromService(service, call, null);
        }

        var name = profile is null ? "" : $" of profile '{profile}'";
        var login = profile is null ? "aws sso login" : $"aws sso login --profile {profile}";
        if (Chain(fault).Any(e => e.Message.Contains("SSO", StringComparison.Ordinal)
            || e.GetType().Namespace?.Contains("SSO", StringComparison.Ordinal) == true))
        {
            return Make("AwsCredentialsExpired", fault, call, $"The SSO session{name} has expired, or there is none.",
                $"Run '{login}', then try again.");
        }

        // Without a profile, every source of the chain has its say, over many lines; that is in the cause.
        var detail = profile is null ? "." : $": {Innermost(fault).Message}";
        return Make(
            "AwsNoCredentials", fault, call, $"No AWS credentials{name} were found{detail}",
            "Give -ProfileName or -AccessKey and -SecretKey, run Set-AWSCredential, set AWS_PROFILE or AWS_ACCESS_KEY_ID and "
                + "AWS_SECRET_ACCESS_KEY, or give the machine a role.");
    }

    private static LoadException FromService(AmazonServiceException fault, AwsCall call, string? region)
    {
        var said = fault.Message.Trim();
        var id = Classify(fault);
        return id switch
        {
            "AwsCredentialsExpired" => Make(id, fault, call, $"The AWS credentials have expired: {said}",
                "Get new ones: 'aws sso login', a new session token, or a source that refreshes itself."),
            "AwsWrongRegion" => Make(
                id, fault, call, $"The endpoint is not of region {region ?? "the request's signature"}: {said}",
                "Give the -Region that the endpoint is in, or leave -EndpointUrl out."),
            "AwsCredentialsInvalid" => Make(id, fault, call, $"AWS does not accept the credentials: {said}", "Check the access "
                + "key, the secret key and, for temporary ones, the session token; and that the account is of the region's partition."),
            "AwsClockSkew" => Make(id, fault, call, $"The clock of this machine is too far off: {said}",
                "Set the clock; AWS refuses requests that are more than five minutes off."),
            "AwsAccessDenied" => Denied(fault, call, said, region),
            "AwsThrottled" => Make(id, fault, call, $"{call.Action} was throttled, after all retries: {said}",
                "Ask for less at a time, or raise the quota in Service Quotas."),
            "AwsLimitExceeded" => Make(id, fault, call, $"A limit of the account is reached: {said}",
                "Delete what is no longer needed, or raise the quota in Service Quotas."),
            "AwsNotFound" => Make(id, fault, call, $"{call.Action}: {Of(call)} does not exist: {said}", "Check the name and the region."),
            "AwsConflict" => Make(id, fault, call, $"{call.Action}: the state of {Of(call)} does not allow it: {said}",
                "Wait for changes that are under way, or take apart what is attached first."),
            "AwsPayloadTooLarge" => Make(id, fault, call, $"The payload is too large: {said}",
                "IoT Core takes at most 128 KiB a message, Lambda 6 MiB an invocation, or 256 KiB an asynchronous one."),
            "AwsServiceFailed" => Make(id, fault, call, $"AWS failed at {call.Action}, after all retries: {said}",
                "Try again later; the AWS Health Dashboard shows outages."),
            _ => Make(id, fault, call, $"{call.Action} was refused ({fault.ErrorCode}): {said}",
                "The message says what is wrong with the request."),
        };
    }

    private static string Classify(AmazonServiceException fault)
    {
        // The service that a signature was made for another region for says so in a message under a general code.
        if (fault.Message.Contains("Credential should be scoped to a valid region", StringComparison.Ordinal)
            || fault.Message.Contains("Credential should be scoped with a valid terminator", StringComparison.Ordinal))
        {
            return "AwsWrongRegion";
        }

        if (fault.ErrorCode is not null && ByCode.TryGetValue(fault.ErrorCode, out var id))
        {
            return id;
        }

        return (int)fault.StatusCode switch
        {
            (int)HttpStatusCode.Forbidden or (int)HttpStatusCode.Unauthorized => "AwsAccessDenied",
            (int)HttpStatusCode.TooManyRequests => "AwsThrottled",
            (int)HttpStatusCode.RequestEntityTooLarge => "AwsPayloadTooLarge",
            (int)HttpStatusCode.NotFound => "AwsNotFound",
            >= 500 => "AwsServiceFailed",
            _ => "AwsInvalidRequest",
        };
    }

    private static LoadException Denied(AmazonServiceException fault, AwsCall call, string said, string? region)
    {
        var denial = AccessDenial.Read(said, call, region);
        return Make(
            "AwsAccessDenied", fault, call, $"Access denied: {denial.Action} on {denial.Resource}. {said}".TrimEnd(),
            denial.Explicit
                ? "A policy forbids it: a service control policy, a permissions boundary or a deny statement has to change."
                : $"Add this statement to a policy of the caller: {denial.Statement}");
    }

    private static LoadException Make(string id, Exception fault, AwsCall call, string message, string action)
    {
        // The cause stays, unless it would carry what was taken out of the message.
        var text = fault.ToString();
        var cause = Redaction.Redact(text) == text ? fault : null;
        return new LoadException(id, Kind(id), Redaction.Redact(message), action, call.Resource ?? call.Action, cause);
    }

    private static LoadErrorKind Kind(string id) => id switch
    {
        "AwsAccessDenied" => LoadErrorKind.AccessDenied,
        "AwsThrottled" or "AwsLimitExceeded" => LoadErrorKind.ResourceExhausted,
        "AwsNotFound" => LoadErrorKind.NotFound,
        "AwsConflict" => LoadErrorKind.InvalidState,
        "AwsUnreachable" or "AwsServiceFailed" or "AwsRequestFailed" => LoadErrorKind.ConnectionFailed,
        "AwsInvalidRequest" or "AwsPayloadTooLarge" or "AwsWrongRegion" => LoadErrorKind.InvalidInput,
        _ => LoadErrorKind.AuthenticationFailed,
    };

    private static string Of(AwsCall call) => call.Resource ?? "what it names";

    private static bool IsUnreachable(Exception fault) =>
        Chain(fault).Any(e => e is SocketException or HttpRequestException) && !IsAboutCredentials(fault);

    private static bool IsAboutCredentials(Exception fault) =>
        Chain(fault).Any(e => e.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase));

    private static Exception Innermost(Exception fault) => Chain(fault).Last();

    private static IEnumerable<Exception> Chain(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }

    private static Dictionary<string, string> Table(params (string Id, string[] Codes)[] rows) =>
        rows.SelectMany(row => row.Codes.Select(code => (code, row.Id)))
            .ToDictionary(pair => pair.code, pair => pair.Id, StringComparer.Ordinal);
}

/// <summary>
/// Takes secrets out of texts that AWS or the runtime wrote: where a signature does not match, the service answers with the
/// whole canonical request, session token included, and a failed URL is quoted with its signature.
/// </summary>
public static partial class Redaction
{
    /// <summary>The text with secrets replaced.</summary>
    public static string Redact(string text) =>
        Parameter().Replace(Canonical().Replace(text, "$1 (left out: it holds secrets)"), "$1***");

    [GeneratedRegex(@"(The Canonical String for this request should have been).*", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Canonical();

    [GeneratedRegex(
        @"((?:x-amz-security-token|x-amz-signature|\bsignature|secret_?access_?key|session_?token)[""']?\s*[:=]\s*[""']?)[^\s""'&,;]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
