using IoTLoad.Engine.Comparing;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Results;

/// <summary>A metric of a test, compared with the baselines'.</summary>
/// <param name="id">The test's ID.</param>
/// <param name="baselineId">The baselines' IDs.</param>
/// <param name="metric">The comparison.</param>
public sealed class MetricComparison(string id, string baselineId, ComparedMetric metric)
{
    /// <summary>The metric, such as <c>ack.p99</c>.</summary>
    public string Metric => metric.Metric;

    /// <summary>What follows from the interval.</summary>
    public ComparisonVerdict Verdict => metric.Verdict;

    /// <summary>Mean of the baselines' seconds.</summary>
    public double? Baseline => metric.Baseline;

    /// <summary>Mean of the test's seconds.</summary>
    public double? Value => metric.Value;

    /// <summary>Unit of both.</summary>
    public string Unit => metric.Unit;

    /// <summary>Change from the baseline, percent.</summary>
    public double? ChangePercent => metric.Change * 100;

    /// <summary>Lower end of the change's confidence interval, percent.</summary>
    public double? LowPercent => metric.Low * 100;

    /// <summary>Upper end of the change's confidence interval, percent.</summary>
    public double? HighPercent => metric.High * 100;

    /// <summary>The test's ID.</summary>
    public string Id => id;

    /// <summary>The baselines' IDs.</summary>
    public string BaselineId => baselineId;

    /// <summary>Percentiles of the whole distributions; a method, because properties become columns.</summary>
    public IReadOnlyList<ComparedPercentile> Distribution() => metric.Distribution;

    /// <summary>The comparison in a few words.</summary>
    public override string ToString() => metric.Change is null ? Text($"{Metric} {Verdict}")
        : Text($"{Metric} {Verdict}: {ChangePercent:+0.0;-0.0} % ({LowPercent:+0.0;-0.0} % to {HighPercent:+0.0;-0.0} %)");
}
