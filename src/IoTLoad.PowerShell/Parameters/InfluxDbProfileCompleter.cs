using System.Collections;
using System.Management.Automation;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes the name of a stored InfluxDB profile.</summary>
public sealed class InfluxDbProfileCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        new InfluxDbProfiles(RunStore.DefaultRoot()).List().Select(name => new CompletionResult(name));
}
