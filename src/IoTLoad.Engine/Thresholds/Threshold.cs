using System.Text.Json.Serialization;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Thresholds;

/// <summary>
/// A condition that a test must meet, such as <c>ack.p99 &lt; 200ms</c>, <c>lost &lt; 0.1%</c> or
/// <c>publishedRate &gt;= 1900/s</c>.
/// </summary>
public sealed record Threshold
{
    internal Threshold(string expression, ThresholdMetric metric, ThresholdOperator op, double limit, ThresholdUnit unit)
    {
        Expression = expression;
        Metric = metric;
        Operator = op;
        Limit = limit;
        Unit = unit;
    }

    /// <summary>Everything that a condition can be set on: each latency with each statistic, counts and rates.</summary>
    public static IReadOnlyList<string> MetricNames { get; } = [.. ThresholdMetric.All.Select(metric => metric.Name)];

    /// <summary>The condition as it was written.</summary>
    public string Expression { get; }

    internal ThresholdMetric Metric { get; }

    internal ThresholdOperator Operator { get; }

    internal double Limit { get; }

    internal ThresholdUnit Unit { get; }

    /// <summary>Reads a condition.</summary>
    /// <exception cref="LoadException"><c>MalformedThreshold</c>: says at which column, and what can be written.</exception>
    public static Threshold Parse(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new ThresholdParser(expression).Parse();
    }

    /// <summary>
    /// A plan's conditions; where it has none, those that say that everything asked for was offered, and everything offered
    /// came back: <c>missed</c>, <c>failed</c>, <c>unacked</c>, <c>lost</c> and <c>connectFailed</c> are 0, as far as the plan
    /// lets them be measured.
    /// </summary>
    /// <exception cref="LoadException"><c>MalformedThreshold</c>.</exception>
    public static IReadOnlyList<Threshold> ForPlan(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Thresholds.Count > 0)
        {
            return [.. plan.Thresholds.Select(Parse)];
        }

        // A plan that only holds connections has nothing that could be missed.
        var defaults = new List<string>();
        if (plan.PeakRate > 0)
        {
            defaults.Add("missed == 0");
        }

        if (plan.PeakRate > 0 && plan.IsAcknowledged)
        {
            defaults.AddRange(["failed == 0", "unacked == 0"]);
        }

        if (plan.PeakRate > 0 && plan.IsTracked)
        {
            defaults.Add("lost == 0");
        }

        defaults.Add("connectFailed == 0");
        return [.. defaults.Select(Parse)];
    }

    /// <summary>Checks a plan's conditions: that each can be read, and is on something that the plan measures.</summary>
    /// <exception cref="LoadException"><c>MalformedThreshold</c>, <c>ThresholdNotMeasured</c>.</exception>
    public static void Check(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var threshold in plan.Thresholds.Select(Parse))
        {
            var (why, instead) = threshold.Metric.When switch
            {
                MeasuredWhen.Acknowledged when !plan.IsAcknowledged =>
                    ("messages of QoS 0 are not acknowledged", $"Use {PlanField.QoS} 1"),
                MeasuredWhen.Subscribed or MeasuredWhen.Tracked or MeasuredWhen.Settled
                    when plan.Traffic.Pattern == TrafficPattern.PublishOnly =>
                    ("in pattern PublishOnly nobody subscribes", $"Use another {PlanField.Pattern}, such as RoundTrip"),
                MeasuredWhen.Tracked or MeasuredWhen.Settled when !plan.IsTracked =>
                    ("messages without a tracking token cannot be told apart", $"Leave out {PlanField.Tracking} None"),
                _ => ("", ""),
            };
            if (why.Length > 0)
            {
                throw LoadException.InvalidInput(
                    "ThresholdNotMeasured", $"The threshold \"{threshold.Expression}\" is on what this plan does not measure: {why}.",
                    $"{instead}, or leave the threshold out.", threshold.Expression);
            }
        }
    }

    /// <summary>Holds the condition against a result. A condition on something that was not measured fails, with no actual value.</summary>
    public ThresholdResult Evaluate(TestMeasurements result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var actual = Unit.FromMeasured(Metric, result);
        var passed = actual is { } value && Operator switch
        {
            ThresholdOperator.Less => value < Limit,
            ThresholdOperator.LessOrEqual => value <= Limit,
            ThresholdOperator.Greater => value > Limit,
            ThresholdOperator.GreaterOrEqual => value >= Limit,
            ThresholdOperator.Equal => value.Equals(Limit),
            _ => !value.Equals(Limit),
        };
        return new ThresholdResult(Expression, actual, passed, Unit.Text);
    }

    /// <summary>The condition of a test that has no measurements at all.</summary>
    internal ThresholdResult NotMeasured() => new(Expression, null, false, Unit.Text);

    /// <inheritdoc/>
    public override string ToString() => Expression;
}

/// <summary>How a threshold compares.</summary>
internal enum ThresholdOperator
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

/// <summary>A condition and what was measured.</summary>
/// <param name="Expression">The condition, such as <c>ack.p99 &lt; 200ms</c>.</param>
/// <param name="Actual">The measured value, in the condition's unit; null where nothing was measured.</param>
/// <param name="Passed">Whether it held; a condition on something that was not measured did not.</param>
/// <param name="Unit">The condition's unit, such as <c>ms</c>; empty for a plain number.</param>
public sealed record ThresholdResult(string Expression, double? Actual, bool Passed, string Unit = "")
{
    /// <inheritdoc/>
    public override string ToString() => $"{Expression} (was {ActualText})";

    /// <summary>The measured value with its unit, for people; <c>not measured</c> where nothing was.</summary>
    [JsonIgnore]
    public string ActualText => Actual is not { } actual ? "not measured"
        : Text($"{actual:0.###}{(Unit.Length > 0 && Unit[0] != '/' ? " " : "")}{Unit}");
}
