using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Identity;

/// <summary>Someone who has assumed a role.</summary>
internal sealed class RoleSession : Principal
{
    private readonly Func<IReadOnlyList<PolicyDocument>> _policies;
    private readonly PolicyDocument? _sessionPolicy;

    /// <param name="roleId">Unique ID of the role.</param>
    /// <param name="policies">Reads the role's policies as they are; none once the role is gone.</param>
    /// <param name="sessionPolicy">Policy that the session is limited by as well; null for none.</param>
    public RoleSession(
        string accountId, string roleName, string roleId, string sessionName, Func<IReadOnlyList<PolicyDocument>> policies,
        PolicyDocument? sessionPolicy = null)
    {
        Arn = $"arn:aws:sts::{accountId}:assumed-role/{roleName}/{sessionName}";
        Id = $"{roleId}:{sessionName}";
        _policies = policies;
        _sessionPolicy = sessionPolicy;
    }

    public override string Arn { get; }
    public override string Id { get; }

    public override bool Allows(string action, string resource, IReadOnlyDictionary<string, string>? context = null)
    {
        var request = new PolicyRequest(action, resource, context);
        return PolicyDocument.Decide(_policies(), request) == PolicyDecision.Allowed
            && (_sessionPolicy is null || _sessionPolicy.Decide(request) == PolicyDecision.Allowed);
    }

    public override bool Forbids(string action, string resource, IReadOnlyDictionary<string, string>? context = null)
    {
        var request = new PolicyRequest(action, resource, context);
        return PolicyDocument.Decide(_policies(), request) == PolicyDecision.Forbidden
            || _sessionPolicy?.Decide(request) == PolicyDecision.Forbidden;
    }
}
