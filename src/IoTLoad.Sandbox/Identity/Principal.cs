using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Identity;

/// <summary>Who a request or connection comes from, once its signature or certificate was verified.</summary>
internal abstract class Principal(string arn, string id)
{
    /// <summary>ARN of the user, role session or certificate.</summary>
    public string Arn => arn;

    /// <summary>The unique ID, as STS's GetCallerIdentity shows it.</summary>
    public string Id => id;

    /// <summary>Whether the principal's policies, as they are now, allow an action.</summary>
    /// <param name="action">Action, such as <c>iot:Publish</c>.</param>
    /// <param name="resource">ARN of what it is done to, such as <c>arn:aws:iot:eu-west-1:123456789012:topic/a/b</c>.</param>
    /// <param name="context">Values of policy variables, such as <c>iot:ClientId</c>; null for none.</param>
    public bool Allows(string action, string resource, IReadOnlyDictionary<string, string>? context = null) =>
        Decide(action, resource, context) == PolicyDecision.Allowed;

    /// <summary>Whether one of the policies forbids the action in so many words, which the text of a refusal says.</summary>
    public bool Forbids(string action, string resource) => Decide(action, resource, null) == PolicyDecision.Forbidden;

    /// <summary>What the principal's policies, as they are now, say.</summary>
    protected abstract PolicyDecision Decide(string action, string resource, IReadOnlyDictionary<string, string>? context);
}

/// <summary>The account's root user, who the throw-away credentials belong to and who may do everything.</summary>
internal sealed class RootPrincipal(SandboxAccount account) : Principal($"arn:aws:iam::{account.Id}:root", account.Id)
{
    protected override PolicyDecision Decide(string action, string resource, IReadOnlyDictionary<string, string>? context) =>
        PolicyDecision.Allowed;
}

/// <summary>Someone who has assumed a role.</summary>
/// <param name="roleId">Unique ID of the role.</param>
/// <param name="policies">Reads the role's policies as they are; none once the role is gone.</param>
/// <param name="sessionPolicy">Policy that the session is limited by as well; null for none.</param>
internal sealed class RoleSession(
    string accountId, string roleName, string roleId, string sessionName, Func<IReadOnlyList<PolicyDocument>> policies,
    PolicyDocument? sessionPolicy = null)
    : Principal($"arn:aws:sts::{accountId}:assumed-role/{roleName}/{sessionName}", $"{roleId}:{sessionName}")
{
    protected override PolicyDecision Decide(string action, string resource, IReadOnlyDictionary<string, string>? context)
    {
        var request = new PolicyRequest(action, resource, context);
        var role = PolicyDocument.Decide(policies(), request);
        var session = sessionPolicy?.Decide(request) ?? PolicyDecision.Allowed;
        return role == PolicyDecision.Forbidden || session == PolicyDecision.Allowed ? role : session;
    }
}

/// <summary>A device that has shown its client certificate.</summary>
/// <param name="id">ID of the certificate, 64 hexadecimal digits.</param>
/// <param name="certificate">Policy variables of the certificate, such as <c>iot:Certificate.Subject.CommonName</c>.</param>
/// <param name="policies">Reads the certificate's policies as they are; none unless it is active.</param>
/// <param name="attached">Whether the thing of a name has this certificate; null where there is no such thing.</param>
internal sealed class DevicePrincipal(
    string arn,
    string id,
    IReadOnlyDictionary<string, string> certificate,
    Func<IReadOnlyList<PolicyDocument>> policies,
    Func<string, bool?> attached) : Principal(arn, id)
{
    protected override PolicyDecision Decide(string action, string resource, IReadOnlyDictionary<string, string>? context) =>
        PolicyDocument.Decide(policies(), new PolicyRequest(action, resource, context, Find));

    // The thing of a connection is the one that is called as the client ID is (AWS IoT developer guide, "Thing policy variables").
    private string? Find(string variable, IReadOnlyDictionary<string, string>? context) =>
        certificate.TryGetValue(variable, out var value) ? value
        : context is null || !context.TryGetValue("iot:ClientId", out var client) ? null
        : variable switch
        {
            "iot:Connection.Thing.ThingName" => attached(client) == true ? client : null,
            "iot:Connection.Thing.IsAttached" => attached(client) == true ? "true" : "false",
            _ => null,
        };
}
