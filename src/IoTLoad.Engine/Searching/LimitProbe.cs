using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Searching;

/// <summary>What a search raises.</summary>
public enum LimitOf
{
    /// <summary>Messages a second.</summary>
    Rate,

    /// <summary>Number of devices, at the plan's rate.</summary>
    Devices,

    /// <summary>New connections a second.</summary>
    ConnectRate,
}

/// <summary>The test of one step: the plan with another value, some time to settle, and the thresholds on what comes after that.</summary>
public static class LimitProbe
{
    /// <summary>Makes a step's plan.</summary>
    /// <param name="plan">The plan; its stages count by their highest rate only.</param>
    /// <param name="of">What is raised.</param>
    /// <param name="value">To what.</param>
    /// <param name="settle">Time at the rate that thresholds do not count, except those that only a test's end can tell.</param>
    /// <param name="hold">Time that they count.</param>
    public static LoadPlan PlanOf(LoadPlan plan, LimitOf of, double value, TimeSpan settle, TimeSpan hold)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var rate = of == LimitOf.Rate ? value : plan.PeakRate;
        var stage = new LoadStage(rate, rate, hold);
        return plan with
        {
            Devices = plan.Devices with
            {
                Count = of == LimitOf.Devices ? (int)value : plan.Devices.Count,
                ConnectRate = of == LimitOf.ConnectRate ? value : plan.Devices.ConnectRate,
            },
            Stages = settle > TimeSpan.Zero ? [stage with { Duration = settle }, stage] : [stage],
            Thresholds = settle > TimeSpan.Zero && of == LimitOf.Rate
                ? [.. Threshold.ForPlan(plan).Select(AfterSettling)] : plan.Thresholds,
        };
    }

    /// <summary>
    /// The step that a result is. A value at which messages were never sent did not hold, unless a threshold says how many may be missed.
    /// </summary>
    public static LimitStep StepOf(LoadResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var counters = result.Counters;
        var offered = counters.Published >= Saturation.PublishedShare * counters.Intended
            || Threshold.ForPlan(result.Plan).Any(threshold => threshold.Metrics.Any(metric => metric.Name == "missed"));
        if (result.Passed && offered)
        {
            return new LimitStep(0, 0, true, null, result.Id, result.GeneratorSaturated);
        }

        var why = result.Incomplete.Concat(result.Thresholds.Where(threshold => threshold.Fails)
            .Select(threshold => $"{threshold.Expression} (was {threshold.ActualText})"));
        if (!offered)
        {
            why = why.Append(Text($"{counters.Missed:N0} of {counters.Intended:N0} messages were never sent"));
        }

        if (result.GeneratorSaturated)
        {
            why = why.Append("the generator was saturated");
        }

        return new LimitStep(0, 0, false, string.Join("; ", why), result.Id, result.GeneratorSaturated);
    }

    private static string AfterSettling(Threshold threshold) =>
        threshold.Scope is { Stage: 1, After.Ticks: 0 } && !threshold.Metrics.Any(metric => metric.IsKnownAtEnd)
            && !threshold.Metrics.Any(metric => metric.Name.StartsWith("connect", StringComparison.Ordinal))
            ? threshold.Expression + " from stage 2" : threshold.Expression;
}
