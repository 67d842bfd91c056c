using System.Collections;
using System.Management.Automation;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes the name of a baseline.</summary>
public sealed class BaselineCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        new BaselineStore(new RunStore(RunStore.DefaultRoot())).List().Select(baseline => new CompletionResult(
            baseline.Name, baseline.Name, CompletionResultType.ParameterValue, string.Join(", ", baseline.Id)));
}
