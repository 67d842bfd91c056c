namespace IoTLoad.Sandbox.Lambda;

/// <summary>AWS Lambda's refusals, in its own words where it has them.</summary>
internal static class LambdaRefusal
{
    public static RefusedException NoFunction(string arn) => NotFound($"Function not found: {arn}");

    /// <summary>There is no such thing that belongs to a function.</summary>
    public static RefusedException NotFound(string message) => new(404, "ResourceNotFoundException", message);

    /// <summary>A name that is taken, or a change while another is going on.</summary>
    public static RefusedException Conflict(string message) => new(409, "ResourceConflictException", message);

    /// <summary>A value that the service does not take.</summary>
    public static RefusedException Parameter(string message) => new(400, "InvalidParameterValueException", message);

    /// <summary>Refuses a value that the service does not take.</summary>
    public static void ParameterIf(bool isSo, string message) => RefusedException.ThrowIf(isSo, () => Parameter(message));

    /// <summary>A value outside of its constraint.</summary>
    public static RefusedException Validation(string value, string member, string constraint) =>
        new(400, "ValidationException",
            $"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}");

    /// <summary>What AWS would do, and the sandbox does not.</summary>
    public static RefusedException NotHere(string what) => Parameter($"The sandbox does not {what}.");

    /// <summary>Refuses what AWS would do, and the sandbox does not.</summary>
    public static void NotHereIf(bool isSo, string what) => RefusedException.ThrowIf(isSo, () => NotHere(what));

    /// <summary>Too many executions.</summary>
    /// <param name="reason">Which limit was met.</param>
    public static RefusedException Throttled(string reason) => new(429, "TooManyRequestsException", "Rate Exceeded.")
    {
        Members = new Dictionary<string, string> { ["Reason"] = reason, ["Type"] = "User" },
    };

    /// <summary>Changed since the caller read it.</summary>
    public static RefusedException Precondition() => new(
        412, "PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id. "
            + "Call the GetFunction/GetAlias API to retrieve the latest Revision Id");

    /// <summary>Larger than a request may be.</summary>
    public static RefusedException TooLarge(long limit) => new(
        413, "RequestTooLargeException", $"Request must be smaller than {limit} bytes for the InvokeFunction operation");
}
