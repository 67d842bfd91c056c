namespace IoTLoad.Sandbox.Identity;

/// <summary>Who a request or connection comes from, once its signature or certificate was verified.</summary>
public abstract class Principal
{
    /// <summary>ARN of the user, role session or certificate.</summary>
    public abstract string Arn { get; }

    /// <summary>Whether the principal's policies, as they are now, allow an action.</summary>
    /// <param name="action">Action, such as <c>iot:Publish</c>.</param>
    /// <param name="resource">ARN of what it is done to, such as <c>arn:aws:iot:eu-west-1:123456789012:topic/a/b</c>.</param>
    /// <param name="context">Values of policy variables, such as <c>iot:ClientId</c>; null for none.</param>
    public abstract bool Allows(string action, string resource, IReadOnlyDictionary<string, string>? context = null);
}
