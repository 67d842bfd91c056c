using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>IoT Core's control plane.</summary>
internal static class IoTApi
{
    /// <summary>Makes the service.</summary>
    /// <param name="account">Account.</param>
    /// <param name="registry">Things, certificates and policies.</param>
    /// <param name="rules">Topic rules.</param>
    /// <param name="endpoint">Host and port of the device endpoint.</param>
    public static ServiceApi Create(SandboxAccount account, DeviceRegistry registry, ITopicRules rules, Func<string> endpoint)
    {
        var api = new ServiceApi { SigningName = "iot", InvalidInputCode = "InvalidRequestException" };
        var tags = new ResourceTags();
        EndpointOperations.AddTo(api, endpoint);
        new ThingOperations(account, registry).AddTo(api);
        new CertificateOperations(account, registry).AddTo(api);
        new PolicyOperations(account, registry, tags).AddTo(api);
        new AttachmentOperations(account, registry).AddTo(api);
        new RuleOperations(account, rules, tags).AddTo(api);
        new TagOperations(registry, rules, tags).AddTo(api);
        return api;
    }
}
