using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules.Actions;
using IoTLoad.Sandbox.Rules.Sql;

namespace IoTLoad.Sandbox.Rules;

/// <summary>A rule that is on, ready to run.</summary>
internal sealed class RunningRule(string name, SqlStatement statement, IReadOnlyList<IRuleAction> actions, IRuleAction? errorAction, IMetricRecorder metrics)
{
    private const string Space = "AWS/IoT";

    /// <summary>Name.</summary>
    public string Name { get; } = name;

    /// <summary>Statement.</summary>
    public SqlStatement Statement { get; } = statement;

    /// <summary>Actions with what counts them.</summary>
    public IReadOnlyList<CountedAction> Actions { get; } = [.. actions.Select(action => Count(action, name, metrics))];

    /// <summary>Error action with what counts it; null for none.</summary>
    public CountedAction? ErrorAction { get; } = errorAction is null ? null : Count(errorAction, name, metrics);

    /// <summary>Messages that the filter matches.</summary>
    public IMetricSeries TopicMatch { get; } = Series(metrics, "TopicMatch", name);

    /// <summary>Messages that the actions were run for.</summary>
    public IMetricSeries RulesExecuted { get; } = Series(metrics, "RulesExecuted", name);

    /// <summary>Messages whose payload is no JSON, where the statement needs it.</summary>
    public IMetricSeries ParseError { get; } = Series(metrics, "ParseError", name);

    /// <summary>Messages that were left out because too many wait.</summary>
    public IMetricSeries Throttled { get; } = Series(metrics, "RuleMessageThrottled", name);

    private static IMetricSeries Series(IMetricRecorder metrics, string metric, string rule) => metrics.Series(Space, metric, ("RuleName", rule));

    private static CountedAction Count(IRuleAction action, string rule, IMetricRecorder metrics) => new(
        action,
        metrics.Series(Space, "Success", ("RuleName", rule), ("ActionType", action.Kind)),
        metrics.Series(Space, "Failure", ("RuleName", rule), ("ActionType", action.Kind)));

    /// <summary>An action and its series.</summary>
    internal sealed record CountedAction(IRuleAction Action, IMetricSeries Success, IMetricSeries Failure);
}
