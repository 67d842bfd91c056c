using System.Collections;
using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.Engine.PlanFiles;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes the names of a plan file's scenarios.</summary>
public sealed class ScenarioCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound)
    {
        try
        {
            return bound["Plan"] is string path && File.Exists(path)
                ? [.. PlanFile.Read(path).Plan.Scenarios.Select(scenario => new CompletionResult(scenario.Name))] : [];
        }
        catch (LoadException)
        {
            // A plan that cannot be read says so when it is run.
            return [];
        }
    }
}
