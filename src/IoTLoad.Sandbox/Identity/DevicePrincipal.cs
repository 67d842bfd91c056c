using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Identity;

/// <summary>A device that has shown its client certificate.</summary>
internal sealed class DevicePrincipal : Principal
{
    private readonly Func<IReadOnlyList<PolicyDocument>> _policies;
    private readonly Func<string, bool?> _attached;
    private readonly IReadOnlyDictionary<string, string> _certificate;

    /// <param name="id">ID of the certificate, 64 hexadecimal digits.</param>
    /// <param name="certificate">Policy variables of the certificate, such as <c>iot:Certificate.Subject.CommonName</c>.</param>
    /// <param name="policies">Reads the certificate's policies as they are; none unless it is active.</param>
    /// <param name="attached">Whether the thing of a name has this certificate; null where there is no such thing.</param>
    public DevicePrincipal(
        string arn,
        string id,
        IReadOnlyDictionary<string, string> certificate,
        Func<IReadOnlyList<PolicyDocument>> policies,
        Func<string, bool?> attached)
    {
        Arn = arn;
        Id = id;
        _certificate = certificate;
        _policies = policies;
        _attached = attached;
    }

    public override string Arn { get; }
    public override string Id { get; }

    public override bool Allows(string action, string resource, IReadOnlyDictionary<string, string>? context = null) =>
        Decide(action, resource, context) == PolicyDecision.Allowed;

    public override bool Forbids(string action, string resource, IReadOnlyDictionary<string, string>? context = null) =>
        Decide(action, resource, context) == PolicyDecision.Forbidden;

    private PolicyDecision Decide(string action, string resource, IReadOnlyDictionary<string, string>? context) =>
        PolicyDocument.Decide(_policies(), new PolicyRequest(action, resource, context, Find));

    // The thing of a connection is the one that is called as the client ID is (AWS IoT developer guide, "Thing policy variables").
    private string? Find(string variable, IReadOnlyDictionary<string, string>? context)
    {
        if (_certificate.TryGetValue(variable, out var value))
        {
            return value;
        }

        if (context is null || !context.TryGetValue("iot:ClientId", out var client))
        {
            return null;
        }

        return variable switch
        {
            "iot:Connection.Thing.ThingName" => _attached(client) == true ? client : null,
            "iot:Connection.Thing.IsAttached" => _attached(client) == true ? "true" : "false",
            _ => null,
        };
    }
}
