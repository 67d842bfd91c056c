using System.Management.Automation;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.PowerShell.Errors;

/// <summary>
/// The error of a test that could not run or did not pass: a job with <c>$ErrorActionPreference = 'Stop'</c> fails by it.
/// </summary>
internal static class TestErrorRecord
{
    /// <summary>The error of a result; null where the test passed.</summary>
    public static ErrorRecord? Of(LoadResult result)
    {
        if (result.Fault is { } fault)
        {
            return LoadErrorRecord.Of(fault.ToException());
        }

        if (result.Outcome == RunOutcome.Interrupted)
        {
            return LoadErrorRecord.Of(
                new InvalidOperationException($"The test {result.Id} was interrupted: its process ended before it had a result."),
                "TestInterrupted", ErrorCategory.OperationStopped,
                $"See what it had measured with Get-IoTLoadTest -Id {result.Id} -Result, and run it again.", result.Id);
        }

        if (result.Outcome == RunOutcome.Stopped && !result.Thresholds.Any(threshold => threshold.Fails))
        {
            return LoadErrorRecord.Of(
                new InvalidOperationException($"The test {result.Id} was stopped before its end, so it has not passed."),
                "TestStopped", ErrorCategory.OperationStopped,
                $"See what it measured with Get-IoTLoadTest -Id {result.Id} -Result, or run it to its end.", result.Id);
        }

        var failed = result.Incomplete.Concat(result.Thresholds.Where(threshold => threshold.Fails).Select(Describe));
        return result.Passed ? null : LoadErrorRecord.Of(
            new InvalidOperationException($"The test {result.Id} did not pass: {string.Join("; ", failed)}."),
            "ThresholdFailed", ErrorCategory.LimitsExceeded,
            $"The result says more: Get-IoTLoadTest -Id {result.Id} -Result.", result.Id);
    }

    private static string Describe(ThresholdResult threshold) => $"{threshold.Expression} (was {threshold.BrokenText})";
}
