using System.Collections.Concurrent;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Identity.Policies;
using IoTLoad.Sandbox.Lambda;

namespace IoTLoad.Sandbox.Services.Iam;

/// <summary>The roles, and their credentials for functions. What changes one holds <see cref="Gate"/>.</summary>
internal sealed class RoleStore(SandboxAccount account, CredentialStore credentials, TimeProvider clock) : IRoleCredentials
{
    // A function's credentials outlive the longest invocation by far, and an execution environment is younger.
    private static readonly TimeSpan FunctionLifetime = TimeSpan.FromHours(12);

    public Lock Gate { get; } = new();

    /// <summary>Roles by name.</summary>
    public ConcurrentDictionary<string, Role> Roles { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>ARN of a role.</summary>
    public string ArnOf(string path, string name) => $"arn:aws:iam::{account.Id}:role{path}{name}";

    /// <returns>Null where there is none.</returns>
    public Role? Find(string arn) =>
        Roles.GetValueOrDefault(arn[(arn.LastIndexOf('/') + 1)..]) is { } role && role.Arn == arn ? role : null;

    public bool Trusts(string roleArn, string service) => Find(roleArn) is { } role && Trusts(role, "Service", service);

    /// <summary>Whether a role's trust policy lets somebody assume it.</summary>
    /// <param name="type">Type of principal, <c>Service</c> or <c>AWS</c>.</param>
    /// <param name="values">What the principal may be called, such as <c>lambda.amazonaws.com</c>.</param>
    public bool Trusts(Role role, string type, params string[] values)
    {
        var request = new PolicyRequest("sts:AssumeRole", role.Arn, new Dictionary<string, string> { ["aws:SourceAccount"] = account.Id });
        return PolicyDocument.Decide(role.Trust.Statements.Where(statement => statement.Concerns(request)
            && statement.Principals!.Any(own => (own.Type == type && values.Contains(own.Value))
                || (own.Value == "*" && (own.Type == "*" || own.Type == type))))) == PolicyDecision.Allowed;
    }

    public AccessKey Assume(string roleArn, string sessionName) => credentials.CreateTemporary(
        Session(Find(roleArn) ?? throw new RefusedException(400, "InvalidParameterValueException", $"The role {roleArn} does not exist."),
            sessionName),
        FunctionLifetime);

    /// <summary>Somebody who has assumed a role; may do nothing any more once the role is deleted.</summary>
    /// <param name="sessionPolicy">Policy that the session is limited by as well; null for none.</param>
    public RoleSession Session(Role role, string sessionName, PolicyDocument? sessionPolicy = null) =>
        new(account.Id, role.Name, role.Id, sessionName,
            () => Roles.GetValueOrDefault(role.Name) == role ? role.Effective : [], sessionPolicy);
}

internal sealed class Role
{
    public required string Name { get; init; }

    /// <summary>Path, <c>/</c> or such as <c>/tests/</c>.</summary>
    public required string Path { get; init; }

    public required string Id { get; init; }
    public required string Arn { get; init; }
    public required DateTimeOffset Created { get; init; }
    public string? Description { get; init; }

    /// <summary>Longest session, seconds.</summary>
    public required long LongestSession { get; init; }

    /// <summary>Who may assume it, as it was given.</summary>
    public required string TrustDocument { get; set; }

    /// <summary>Who may assume it.</summary>
    public required PolicyDocument Trust { get; set; }

    /// <summary>Inline policies by name: as they were given, and what they say.</summary>
    public SortedDictionary<string, (string Document, PolicyDocument Parsed)> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>What the inline policies say; replaced as a whole, so that it is read without a lock.</summary>
    public IReadOnlyList<PolicyDocument> Effective { get; private set; } = [];

    /// <summary>Takes over what has changed in <see cref="Policies"/>.</summary>
    public void Refresh() => Effective = [.. Policies.Values.Select(policy => policy.Parsed)];
}
