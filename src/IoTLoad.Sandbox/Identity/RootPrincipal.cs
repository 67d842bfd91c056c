using IoTLoad.Sandbox.Account;

namespace IoTLoad.Sandbox.Identity;

/// <summary>The account's root user, who the throw-away credentials belong to and who may do everything.</summary>
/// <param name="account">Account.</param>
public sealed class RootPrincipal(SandboxAccount account) : Principal
{
    /// <inheritdoc/>
    public override string Arn { get; } = $"arn:aws:iam::{account.Id}:root";

    /// <inheritdoc/>
    public override string Id { get; } = account.Id;

    /// <inheritdoc/>
    public override bool Allows(string action, string resource, IReadOnlyDictionary<string, string>? context = null) => true;
}
