using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>IoT Core's control plane.</summary>
internal static class IoTApi
{
    /// <param name="registry">Things, certificates and policies.</param>
    /// <param name="endpoint">Host and port of the device endpoint.</param>
    /// <param name="trusts">Whether IoT Core may assume a role, by ARN.</param>
    public static ServiceApi Create(
        SandboxAccount account, DeviceRegistry registry, RuleEngine rules, Func<string, bool> trusts, Func<string> endpoint)
    {
        var api = new ServiceApi { SigningName = "iot", InvalidInputCode = "InvalidRequestException" };
        var tags = new ResourceTags();
        EndpointOperations.AddTo(api, endpoint);
        new ThingOperations(account, registry).AddTo(api);
        new CertificateOperations(account, registry).AddTo(api);
        new CaCertificateOperations(account, registry, trusts).AddTo(api);
        new PolicyOperations(account, registry, tags).AddTo(api);
        new AttachmentOperations(account, registry).AddTo(api);
        new ProvisioningOperations(account, registry, trusts).AddTo(api);
        new RuleOperations(account, rules, tags).AddTo(api);
        new TagOperations(registry, rules, tags).AddTo(api);
        return api;
    }
}

/// <summary>Errors of IoT Core's control plane, with the statuses of its API reference.</summary>
internal static class IoTRefusal
{
    /// <summary>What the call names does not exist.</summary>
    public static RefusedException NotFound(string message = "The specified resource does not exist") =>
        new(404, "ResourceNotFoundException", message);

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

/// <summary>Where devices connect to.</summary>
internal static class EndpointOperations
{
    /// <summary>Adds the operations.</summary>
    public static void AddTo(ServiceApi api, Func<string> endpoint) =>
        api.Add("DescribeEndpoint", "GET", "/endpoint", call => Describe(call, endpoint), _ => "*");

    private static Document Describe(Call call, Func<string> endpoint) => call.Input.Text("endpointType") switch
    {
        null or "iot:Data" or "iot:Data-ATS" => new Document { ["endpointAddress"] = endpoint() },
        var type => throw IoTRefusal.Invalid($"The sandbox has no endpoint of type '{type}'; it has iot:Data-ATS."),
    };
}
