using System.Collections;
using System.Management.Automation;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes the metric of a threshold.</summary>
public sealed class ThresholdCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        Threshold.MetricNames.Select(name => new CompletionResult($"'{name} '", name, CompletionResultType.ParameterValue, name));
}
