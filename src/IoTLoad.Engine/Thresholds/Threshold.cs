using System.Text.Json.Serialization;
using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Thresholds;

/// <summary>
/// A condition that a test must meet, such as <c>ack.p99 &lt; 200ms</c>, <c>lost &lt; 0.1%</c>, <c>publishedRate &gt;= 1900/s</c> or
/// <c>ack.p99 &lt; 1s over 30s after 1m abort</c>; of one scenario, <c>telemetry:ack.p99 &lt; 200ms</c>.
/// </summary>
public sealed record Threshold
{
    internal Threshold(string expression, IReadOnlyList<ThresholdMetric> metrics, ThresholdOperator op, double limit, ThresholdUnit unit)
    {
        Expression = expression;
        Metrics = metrics;
        Operator = op;
        Limit = limit;
        Unit = unit;
    }

    /// <summary>Everything that a condition can be set on: each latency with each statistic, counts and rates.</summary>
    public static IReadOnlyList<string> MetricNames { get; } = [.. ThresholdMetric.All.Select(metric => metric.Name)];

    /// <summary>The condition as it was written.</summary>
    public string Expression { get; }

    /// <summary>The scenario that it is about, as it is written; null for the whole test.</summary>
    public string? Scenario { get; init; }

    /// <summary>Which part of the test it is about.</summary>
    internal ThresholdScope Scope { get; init; } = new();

    /// <summary>How long after the start of the schedule it may end the test; null if it does not.</summary>
    internal TimeSpan? AbortGrace { get; init; }

    /// <summary>Whether the test passes without it.</summary>
    internal bool IsWarning { get; init; }

    /// <summary>What a baseline's value is multiplied by to make the limit; null if the limit is written.</summary>
    internal double? BaselineFactor { get; init; }

    /// <summary>The metrics whose sum it is about.</summary>
    internal IReadOnlyList<ThresholdMetric> Metrics { get; }

    /// <summary>Names of the platform's metrics that it is about, without their prefix.</summary>
    public IEnumerable<string> PlatformNames => Metrics.Where(metric => metric.When == MeasuredWhen.Platform)
        .Select(metric => metric.Name[PlatformMetric.Prefix.Length..]);

    internal ThresholdOperator Operator { get; }

    internal double Limit { get; }

    internal ThresholdUnit Unit { get; }

    /// <summary>Whether a larger value than the limit breaks it.</summary>
    internal bool IsUpperBound => Operator is not (ThresholdOperator.Greater or ThresholdOperator.GreaterOrEqual);

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
    /// lets them be measured. Of a plan with scenarios, those of the whole; of a scenario's plan, its own, or those if neither it nor the
    /// whole has any.
    /// </summary>
    /// <exception cref="LoadException">
    /// <c>MalformedThreshold</c>; <c>BaselineNeeded</c> if one compares with a baseline, which <see cref="WithBaseline"/> puts in;
    /// <c>ThresholdOutsidePlan</c> if the plan has no such stage or time; <c>UnknownScenario</c>.
    /// </exception>
    public static IReadOnlyList<Threshold> ForPlan(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Thresholds.Count > 0 || plan.Scenarios.Count > 0 || plan.HasThresholdsOfWhole)
        {
            var thresholds = plan.Thresholds.Select(Parse).ToList();
            if (plan.Scenario is null)
            {
                foreach (var named in thresholds.Where(threshold => threshold.Scenario is not null))
                {
                    ScenarioCheck.Find(plan, named.Scenario!, $"The threshold \"{named.Expression}\"");
                }

                thresholds.RemoveAll(threshold => threshold.Scenario is not null);
            }

            foreach (var threshold in thresholds)
            {
                threshold.CheckPart(plan);
            }

            return thresholds;
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
        return [.. defaults.Select(text => Parse(plan.Scenario is null ? text : $"{plan.Scenario}:{text}"))];
    }

    /// <summary>Checks a plan's conditions: that each can be read, and is on something that the plan measures.</summary>
    /// <exception cref="LoadException"><c>ThresholdNotMeasured</c>; those of <see cref="ForPlan"/>.</exception>
    public static void Check(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Scenarios.Count > 0)
        {
            ScenarioCheck.ForEach(plan, part =>
            {
                Check(part);
                return true;
            });
        }

        foreach (var (threshold, metric) in ForPlan(plan).SelectMany(each => each.Metrics.Select(metric => (each, metric))))
        {
            var (why, instead) = metric.When switch
            {
                MeasuredWhen.Acknowledged when !plan.IsAcknowledged =>
                    ("messages of QoS 0 are not acknowledged", $"Use {PlanField.QoS} 1"),
                MeasuredWhen.Subscribed or MeasuredWhen.Tracked or MeasuredWhen.Settled
                    when !plan.HasSubscribers =>
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

    /// <summary>Puts what a baseline measured in place of <c>baseline</c>, and says so behind the limit.</summary>
    /// <param name="expressions">Conditions, with or without <c>baseline</c>.</param>
    /// <param name="baseline">What the baseline measured: in a scenario, by its name, or in all, by null; null if it has none such.</param>
    /// <param name="name">The baseline's name or ID.</param>
    /// <exception cref="LoadException"><c>MalformedThreshold</c>; <c>BaselineNotMeasured</c>.</exception>
    public static IReadOnlyList<string> WithBaseline(
        IEnumerable<string> expressions, Func<string?, TestMeasurements?> baseline, string name) =>
    [
        .. expressions.Select(expression => Parse(expression) is not { BaselineFactor: { } factor } threshold ? expression
            : baseline(threshold.Scenario) is { } measured && threshold.Unit.Of(threshold.Metrics, measured) is { } value
                ? ThresholdParser.ReplaceBaseline(expression, Text($"{value * factor:0.######}{threshold.Unit.Text}"), name)
                : throw LoadException.InvalidInput(
                    "BaselineNotMeasured", $"The baseline {name} has not measured what \"{expression}\" compares.",
                    "Choose a baseline with the same pattern and QoS, or write the limit as a number.", expression)),
    ];

    /// <summary>
    /// Holds the condition against the whole of a result, whatever part it is about. A condition on something that was not measured
    /// fails, with no actual value.
    /// </summary>
    public ThresholdResult Evaluate(TestMeasurements result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Result(Unit.Of(Metrics, result)) is { Actual: null } unknown && PlatformNames.Any()
            ? unknown with
            {
                Reason = result.Platform is { } platform
                    ? PlatformNames.Select(name => platform.GetValueOrDefault(name)?.Reason).FirstOrDefault(reason => reason is not null)
                    : "CloudWatch was not read",
            }
            : Result(Unit.Of(Metrics, result));
    }

    /// <summary>The verdict on a value in the condition's unit; null was not measured.</summary>
    internal ThresholdResult Result(double? actual) => new(Expression, actual, Holds(actual), Unit.Text)
    {
        Limit = Limit,
        IsWarning = IsWarning,
    };

    /// <summary>The condition of a test that has no measurements at all.</summary>
    internal ThresholdResult NotMeasured() => Result(null);

    internal bool Holds(double? actual) => actual is { } value && Operator switch
    {
        ThresholdOperator.Less => value < Limit,
        ThresholdOperator.LessOrEqual => value <= Limit,
        ThresholdOperator.Greater => value > Limit,
        ThresholdOperator.GreaterOrEqual => value >= Limit,
        ThresholdOperator.Equal => value.Equals(Limit),
        _ => !value.Equals(Limit),
    };

    /// <inheritdoc/>
    public override string ToString() => Expression;

    private void CheckPart(LoadPlan plan)
    {
        if (BaselineFactor is not null)
        {
            throw LoadException.InvalidInput(
                "BaselineNeeded", $"The threshold \"{Expression}\" compares with a baseline, and there is none.",
                "Give -Baseline with the name of a baseline or the ID of a test, or write the limit as a number.", Expression);
        }

        if (plan.Scenarios.Count > 0 && Scope.Stage > 1)
        {
            throw LoadException.InvalidInput(
                "ThresholdOutsidePlan", $"The threshold \"{Expression}\" is about a stage, and each scenario has stages of its own.",
                $"Put the name of a scenario before it, such as \"{plan.Scenarios[0].Name}:{Expression}\", or use \"after\" and a time.",
                Expression);
        }

        if (Scope.Stage > Math.Max(1, plan.Stages.Count) || Scope.StartIn(plan) + (Scope.Window ?? TimeSpan.FromSeconds(1)) > plan.Duration)
        {
            throw LoadException.InvalidInput(
                "ThresholdOutsidePlan",
                $"The threshold \"{Expression}\" is about a part that the plan does not have: it lasts "
                    + $"{DurationText.Format(plan.Duration)} in {plan.Stages.Count} stages.",
                "Choose an earlier stage or time, or a shorter window.", Expression);
        }
    }
}

/// <summary>Which part of a test a threshold is about; the whole of it by default.</summary>
/// <param name="Stage">Number of the stage that it begins with, from 1.</param>
/// <param name="After">Time since the start of the schedule that is left out.</param>
/// <param name="Window">Length of the windows, each of which must meet the condition; null takes all together.</param>
internal sealed record ThresholdScope(int Stage = 1, TimeSpan After = default, TimeSpan? Window = null)
{
    /// <summary>Whether it is the whole test, connecting included.</summary>
    public bool IsWhole => Stage == 1 && After == TimeSpan.Zero && Window is null;

    /// <summary>When it begins, since the start of the schedule.</summary>
    public TimeSpan StartIn(LoadPlan plan) =>
        plan.Stages.Take(Stage - 1).Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration) + After;
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
/// <param name="Actual">
/// The measured value, in the condition's unit; of several windows, the one furthest beyond the limit; null where nothing was measured.
/// </param>
/// <param name="Passed">Whether it held; a condition on something that was not measured did not.</param>
/// <param name="Unit">The condition's unit, such as <c>ms</c>; empty for a plain number.</param>
public sealed record ThresholdResult(string Expression, double? Actual, bool Passed, string Unit = "")
{
    /// <summary>The limit, in the condition's unit.</summary>
    public double? Limit { get; init; }

    /// <summary>
    /// When it was first broken, since the start of the test: for a sum or a percentile, the end of the first second until which it was;
    /// for windows, the end of the first that did. Null if it held, or if only the end can tell.
    /// </summary>
    public TimeSpan? FirstBroken { get; init; }

    /// <summary>Whether the test passes even if it does not hold.</summary>
    public bool IsWarning { get; init; }

    /// <summary>Why nothing was measured, or what else there is to know; null if the values say it all.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it keeps the test from passing.</summary>
    [JsonIgnore]
    public bool Fails => !Passed && !IsWarning;

    /// <inheritdoc/>
    public override string ToString() => $"{Expression} (was {BrokenText})";

    /// <summary>The measured value with its unit, for people; <c>not measured</c> where nothing was.</summary>
    [JsonIgnore]
    public string ActualText => Actual is not { } actual ? "not measured"
        : Text($"{actual:0.###}{(Unit.Length > 0 && Unit[0] != '/' ? " " : "")}{Unit}");

    /// <summary>The measured value and when the condition was first broken, for people.</summary>
    [JsonIgnore]
    public string BrokenText => (FirstBroken is { } first ? $"{ActualText}, first broken after {DurationText.Format(first)}" : ActualText)
        + (Reason is null ? "" : $": {Reason}");
}
