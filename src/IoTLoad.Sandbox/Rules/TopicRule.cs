using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules.Actions;
using IoTLoad.Sandbox.Rules.Sql;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Rules;

/// <summary>A topic rule: what the control plane shows of it, and what the broker runs.</summary>
/// <param name="Payload">What it selects and does, as TopicRulePayload of the AWS IoT API reference has it.</param>
internal sealed record TopicRule(string Name, string Arn, DateTimeOffset Created, Document Payload, SqlStatement Statement,
    RuleMetrics Metrics)
{
    public bool IsDisabled { get; init; }
    public required IReadOnlyList<CountedAction> Actions { get; init; }
    public required CountedAction? ErrorAction { get; init; }
}

/// <summary>What counts a rule's messages, named as in CloudWatch.</summary>
internal sealed class RuleMetrics(IMetricRecorder recorder, string rule)
{
    /// <summary>Namespace of all metrics of IoT Core.</summary>
    public const string Space = "AWS/IoT";

    /// <summary>Messages that the filter matches.</summary>
    public IMetricSeries TopicMatch { get; } = Series(recorder, "TopicMatch", rule);

    /// <summary>Messages that the actions were run for.</summary>
    public IMetricSeries RulesExecuted { get; } = Series(recorder, "RulesExecuted", rule);

    /// <summary>Messages whose payload is not JSON, although the statement needs it.</summary>
    public IMetricSeries ParseError { get; } = Series(recorder, "ParseError", rule);

    /// <summary>Messages that were left out because too many wait.</summary>
    public IMetricSeries Throttled { get; } = Series(recorder, "RuleMessageThrottled", rule);

    /// <summary>Counts a message for a rule that does not exist: "the rule to be triggered could not be found" (AWS IoT metrics).</summary>
    public static void NotFound(IMetricRecorder recorder, string rule) => Series(recorder, "RuleNotFound", rule).Add();

    public CountedAction Count(IRuleAction action) => new(action, Outcome("Success", action), Outcome("Failure", action));

    private static IMetricSeries Series(IMetricRecorder recorder, string metric, string rule) =>
        recorder.Series(Space, metric, ("RuleName", rule));

    private IMetricSeries Outcome(string metric, IRuleAction action) =>
        recorder.Series(Space, metric, ("RuleName", rule), ("ActionType", action.Kind));
}

internal sealed record CountedAction(IRuleAction Action, IMetricSeries Success, IMetricSeries Failure)
{
    /// <summary>Runs the action, and counts how it ends.</summary>
    /// <returns>Why it failed; null if it did not.</returns>
    public string? Run(SqlInput input, ReadOnlyMemory<byte> payload)
    {
        try
        {
            Action.Run(input, payload);
            Success.Add();
            return null;
        }
        catch (RuleActionException failure)
        {
            Failure.Add();
            return failure.Message;
        }
    }
}

/// <summary>A message as rules see it.</summary>
/// <param name="ClientId">Client that published it; null for HTTP and rules.</param>
/// <param name="Received">When the broker took it.</param>
internal sealed record RuleMessage(string Topic, ReadOnlyMemory<byte> Payload, string? ClientId, DateTimeOffset Received);
