using IoTLoad.Sandbox.Account;

namespace IoTLoad.Sandbox.Identity;

/// <summary>Who a request or connection comes from, once its signature or certificate was verified.</summary>
internal abstract class Principal
{
    /// <summary>ARN of the user, role session or certificate.</summary>
    public abstract string Arn { get; }

    /// <summary>The unique ID, as STS's GetCallerIdentity shows it.</summary>
    public virtual string Id => Arn;

    /// <summary>Whether the principal's policies, as they are now, allow an action.</summary>
    /// <param name="action">Action, such as <c>iot:Publish</c>.</param>
    /// <param name="resource">ARN of what it is done to, such as <c>arn:aws:iot:eu-west-1:123456789012:topic/a/b</c>.</param>
    /// <param name="context">Values of policy variables, such as <c>iot:ClientId</c>; null for none.</param>
    public abstract bool Allows(string action, string resource, IReadOnlyDictionary<string, string>? context = null);

    /// <summary>Whether one of the policies forbids the action in so many words, which the text of a refusal says.</summary>
    /// <param name="resource">ARN of what it is done to.</param>
    /// <param name="context">Values of policy variables; null for none.</param>
    public virtual bool Forbids(string action, string resource, IReadOnlyDictionary<string, string>? context = null) => false;
}

/// <summary>The account's root user, who the throw-away credentials belong to and who may do everything.</summary>
internal sealed class RootPrincipal(SandboxAccount account) : Principal
{
    public override string Arn { get; } = $"arn:aws:iam::{account.Id}:root";
    public override string Id { get; } = account.Id;

    public override bool Allows(string action, string resource, IReadOnlyDictionary<string, string>? context = null) => true;
}
