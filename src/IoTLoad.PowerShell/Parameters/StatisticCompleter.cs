using System.Collections;
using System.Management.Automation;
using IoTLoad.Aws.Metrics;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes the statistic of a metric.</summary>
public sealed class StatisticCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        RunMetrics.Statistics.Union(CloudWatchReader.Statistics).Select(statistic => new CompletionResult(statistic));
}
