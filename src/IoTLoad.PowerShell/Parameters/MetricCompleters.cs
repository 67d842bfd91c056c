using System.Collections;
using System.Management.Automation;
using IoTLoad.Aws.Metrics;
using IoTLoad.Engine.Thresholds;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes the name of a metric; with -Distribution, of a latency.</summary>
public sealed class MetricNameCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        (bound.Contains("Distribution") ? RunMetrics.LatencyNames
            : "CloudWatch".Equals(bound["Source"]?.ToString(), StringComparison.OrdinalIgnoreCase) ? CloudWatchMetric.Names
            : RunMetrics.Names).Select(name => new CompletionResult(name));
}

/// <summary>Completes the statistic of a metric.</summary>
public sealed class StatisticCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        RunMetrics.Statistics.Union(CloudWatchReader.Statistics).Select(statistic => new CompletionResult(statistic));
}

/// <summary>Completes the metric of a threshold.</summary>
public sealed class ThresholdCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        Threshold.MetricNames.Select(name => new CompletionResult($"'{name} '", name, CompletionResultType.ParameterValue, name));
}
