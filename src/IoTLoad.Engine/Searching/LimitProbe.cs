using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;

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

    /// <summary>The step that a result is.</summary>
    public static LimitStep StepOf(LoadResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var why = result.Passed ? null : string.Join("; ", result.Incomplete.Concat(
            result.Thresholds.Where(threshold => threshold.Fails)
                .Select(threshold => $"{threshold.Expression} (was {threshold.ActualText})")));
        return new LimitStep(0, 0, result.Passed, why, result.Id);
    }

    private static string AfterSettling(Threshold threshold) =>
        threshold.Scope is { Stage: 1, After.Ticks: 0 } && !threshold.Metrics.Any(metric => metric.IsKnownAtEnd)
            && !threshold.Metrics.Any(metric => metric.Name.StartsWith("connect", StringComparison.Ordinal))
            ? threshold.Expression + " from stage 2" : threshold.Expression;
}
