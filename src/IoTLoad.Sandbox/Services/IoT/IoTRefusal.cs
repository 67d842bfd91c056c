using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Errors of IoT Core's control plane, with the statuses of its API reference.</summary>
internal static class IoTRefusal
{
    /// <summary>What the call names does not exist.</summary>
    public static RefusedException NotFound(string message = "The specified resource does not exist") => new(404, "ResourceNotFoundException", message);

    /// <summary>What the call makes exists.</summary>
    public static RefusedException Exists(string message, string id, string arn) => new(409, "ResourceAlreadyExistsException", message)
    {
        Members = new Dictionary<string, string> { ["resourceId"] = id, ["resourceArn"] = arn },
    };

    /// <summary>The call is not valid.</summary>
    public static RefusedException Invalid(string message) => new(400, "InvalidRequestException", message);

    /// <summary>Something else needs what the call deletes.</summary>
    public static RefusedException InUse(string message) => new(409, "DeleteConflictException", message);
}
