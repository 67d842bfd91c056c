using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Services.Iam;

/// <summary>The roles. What reads or changes one holds <see cref="Gate"/>.</summary>
internal sealed class RoleStore
{
    private readonly SandboxAccount _account;
    private readonly TimeProvider _clock;

    public RoleStore(SandboxAccount account, TimeProvider clock)
    {
        _account = account;
        _clock = clock;
    }

    /// <summary>Held by whoever reads or changes roles.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Roles by name.</summary>
    public SortedDictionary<string, Role> Roles { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>ARN of a role.</summary>
    public string ArnOf(string path, string name) => $"arn:aws:iam::{_account.Id}:role{path}{name}";

    /// <returns>Null where there is none.</returns>
    public Role? Find(string arn)
    {
        lock (Gate)
        {
            return Roles.GetValueOrDefault(arn[(arn.LastIndexOf('/') + 1)..]) is { } role && role.Arn == arn ? role : null;
        }
    }

    /// <summary>Whether a role's trust policy lets somebody assume it.</summary>
    /// <param name="type">Type of principal, <c>Service</c> or <c>AWS</c>.</param>
    /// <param name="values">What the principal may be called, such as <c>lambda.amazonaws.com</c>.</param>
    public bool Trusts(Role role, string type, params ReadOnlySpan<string> values)
    {
        PolicyDocument trust;
        lock (Gate)
        {
            trust = role.Trust;
        }

        var request = new PolicyRequest("sts:AssumeRole", role.Arn, new Dictionary<string, string> { ["aws:SourceAccount"] = _account.Id });
        var allowed = false;
        foreach (var statement in trust.Statements)
        {
            if (statement.Concerns(request) && Names(statement, type, values))
            {
                if (!statement.Allow)
                {
                    return false;
                }

                allowed = true;
            }
        }

        return allowed;
    }

    /// <summary>Somebody who has assumed a role; may do nothing any more once the role is deleted.</summary>
    /// <param name="sessionPolicy">Policy that the session is limited by as well; null for none.</param>
    public RoleSession Session(Role role, string sessionName, PolicyDocument? sessionPolicy = null) =>
        new(_account.Id, role.Name, role.Id, sessionName, () => PoliciesOf(role), sessionPolicy);

    private static bool Names(PolicyStatement statement, string type, ReadOnlySpan<string> values)
    {
        foreach (var (ownType, ownValue) in statement.Principals!)
        {
            if (ownValue == "*" && (ownType == "*" || ownType == type))
            {
                return true;
            }

            if (ownType == type && values.Contains(ownValue))
            {
                return true;
            }
        }

        return false;
    }

    private IReadOnlyList<PolicyDocument> PoliciesOf(Role role)
    {
        lock (Gate)
        {
            return Roles.GetValueOrDefault(role.Name) == role ? role.Effective : [];
        }
    }
}
