using IoTLoad.Sandbox.Rules.Sql;

namespace IoTLoad.Sandbox.Rules.Actions;

/// <summary>What a rule does with what it selected.</summary>
internal interface IRuleAction
{
    /// <summary>Value of the dimension <c>ActionType</c>, such as <c>Lambda</c>.</summary>
    string Kind { get; }

    /// <summary>What it is done to, as the message of an error action names it.</summary>
    string Resource { get; }

    /// <param name="input">The message, for substitution templates.</param>
    /// <param name="payload">What the statement selected.</param>
    /// <exception cref="RuleActionException">It failed.</exception>
    void Run(SqlInput input, ReadOnlyMemory<byte> payload);
}

/// <summary>An action of a rule failed; the message is what the error action is told.</summary>
internal sealed class RuleActionException(string message) : Exception(message);

/// <summary>
/// An action of a service that the sandbox does not have, such as Kinesis. The rule can be made, so that a plan with all its rules can
/// be rehearsed, and it fires; but the delivery fails, is counted as <c>Failure</c> and runs the error action, which says why:
/// counting a success would claim that something arrived.
/// </summary>
internal sealed class UndeliverableRuleAction(string kind, string resource) : IRuleAction
{
    public string Kind => kind;
    public string Resource => resource;

    public void Run(SqlInput input, ReadOnlyMemory<byte> payload) => throw new RuleActionException(
        $"The sandbox has no {kind}: nothing was delivered to {resource}. Message arrived on: {input.Message.Topic}, Action: {kind}");
}
