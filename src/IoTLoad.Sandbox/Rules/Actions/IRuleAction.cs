using IoTLoad.Sandbox.Rules.Sql;

namespace IoTLoad.Sandbox.Rules.Actions;

/// <summary>What a rule does with what it selected.</summary>
internal interface IRuleAction
{
    /// <summary>Value of the dimension <c>ActionType</c>, such as <c>Lambda</c>.</summary>
    string Kind { get; }

    /// <summary>What it is done to, as the message of an error action names it.</summary>
    string Resource { get; }

    /// <summary>Does it.</summary>
    /// <param name="input">The message, for substitution templates.</param>
    /// <param name="payload">What the statement selected.</param>
    /// <exception cref="RuleActionException">It failed.</exception>
    void Run(SqlInput input, ReadOnlyMemory<byte> payload);
}
