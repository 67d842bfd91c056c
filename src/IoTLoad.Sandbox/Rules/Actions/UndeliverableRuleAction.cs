using IoTLoad.Sandbox.Rules.Sql;

namespace IoTLoad.Sandbox.Rules.Actions;

/// <summary>
/// An action of a service that the sandbox does not have, such as Kinesis. The rule can be made, so that a plan with all its rules can
/// be rehearsed, and it fires; but the delivery fails, is counted as <c>Failure</c> and runs the error action, which says why:
/// counting a success would claim that something arrived.
/// </summary>
internal sealed class UndeliverableRuleAction(string kind, string resource) : IRuleAction
{
    /// <inheritdoc/>
    public string Kind => kind;

    /// <inheritdoc/>
    public string Resource => resource;

    /// <inheritdoc/>
    public void Run(SqlInput input, ReadOnlyMemory<byte> payload) => throw new RuleActionException(
        $"The sandbox has no {kind}: nothing was delivered to {resource}. Message arrived on: {input.Message.Topic}, Action: {kind}");
}
