using IoTLoad.Engine.Metrics;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Results;

/// <summary>Completes a result with what the platform itself says of the test.</summary>
public static class PlatformVerdict
{
    /// <summary>Decides the thresholds that are on the platform's metrics, and adds the reconciliation.</summary>
    /// <param name="result">The result, whose other thresholds stay as they are.</param>
    /// <param name="values">The platform's metrics by name.</param>
    /// <param name="reconciled">The counts beside each other; none if that was not asked for.</param>
    /// <param name="unreconciled">Why there are none although it was asked for; null if it was not, or if there are some.</param>
    public static LoadResult Complete(
        LoadResult result, IReadOnlyDictionary<string, PlatformValue> values, IReadOnlyList<ReconciledCount> reconciled,
        string? unreconciled = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        var known = result with { Platform = values };
        var thresholds = Threshold.ForPlan(result.Plan)
            .Zip(result.Thresholds, (threshold, verdict) => threshold.PlatformNames.Any() ? threshold.Evaluate(known) : verdict)
            .Concat(ReconciledCount.Judge(reconciled))
            .Concat(unreconciled is null ? []
                : [new ThresholdResult("reconcile", null, false) { Limit = 0, Reason = unreconciled }]).ToList();
        return known with
        {
            Thresholds = thresholds,
            Reconciliation = reconciled,
            Passed = result.Outcome == RunOutcome.Completed && result.Incomplete.Count == 0
                && !thresholds.Any(threshold => threshold.Fails),
        };
    }
}
