using System.Text.Json;
using IoTLoad.Sandbox.Lambda;
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

/// <summary>Invokes a function, asynchronously as rules do.</summary>
internal sealed class LambdaRuleAction(string functionArn, string ruleArn, IFunctionInvoker functions) : IRuleAction
{
    public string Kind => "Lambda";
    public string Resource => functionArn;

    public void Run(SqlInput input, ReadOnlyMemory<byte> payload)
    {
        try
        {
            // A function takes JSON only.
            JsonDocument.Parse(payload).Dispose();
            functions.InvokeAsynchronously(functionArn, payload, "iot.amazonaws.com", ruleArn);
        }
        catch (RefusedException refusal)
        {
            throw Failure($"The error received was {refusal.Message} (Service: AWSLambda; Status Code: {refusal.Status}; "
                + $"Error Code: {refusal.Code}).");
        }
        catch (JsonException)
        {
            throw Failure("The payload is no JSON.");
        }

        RuleActionException Failure(string message) => new(
            $"Failed to invoke lambda function. {message} Message arrived on: {input.Message.Topic}, Action: lambda, "
                + $"Function: {functionArn}");
    }
}

/// <summary>Publishes what was selected to another topic.</summary>
internal sealed class RepublishRuleAction(string topic, int qos, Republish publish) : IRuleAction
{
    private readonly SqlTemplate _topic = new(topic);

    public string Kind => "Republish";
    public string Resource => topic;

    public void Run(SqlInput input, ReadOnlyMemory<byte> payload)
    {
        try
        {
            // Reserved topics, "$$aws/...", are for shadows and jobs, which the sandbox does not have: the broker refuses them.
            publish(_topic.Fill(input), payload, qos);
        }
        catch (JsonException)
        {
            throw Failure(input, "The topic depends on the payload, which is no JSON.");
        }
        catch (RefusedException refusal)
        {
            throw Failure(input, refusal.Message);
        }
    }

    private RuleActionException Failure(SqlInput input, string message) =>
        new($"Failed to republish to topic. {message} Message arrived on: {input.Message.Topic}, Action: republish, topic: {topic}");
}
