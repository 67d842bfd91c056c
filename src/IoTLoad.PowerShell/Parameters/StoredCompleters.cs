using System.Collections;
using System.Management.Automation;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Runs;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes the ID of a stored test, newest first; for Stop-IoTLoadTest, of a running one.</summary>
public sealed class TestIdCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound)
    {
        var runningOnly = commandName.StartsWith("Stop-", StringComparison.OrdinalIgnoreCase);
        return new RunStore(RunStore.DefaultRoot()).List()
            .Where(run => !runningOnly || run.State == RunState.Running)
            .Select(run => new CompletionResult(run.Id, run.Id, CompletionResultType.ParameterValue, Describe(run)));
    }

    private static string Describe(StoredRun run) =>
        Text($"{run.State}, {run.Started:u}, {run.Devices} devices, {run.Endpoint} {run.Name}").TrimEnd();
}

/// <summary>Completes the name of a baseline.</summary>
public sealed class BaselineCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        new BaselineStore(new RunStore(RunStore.DefaultRoot())).List().Select(baseline => new CompletionResult(
            baseline.Name, baseline.Name, CompletionResultType.ParameterValue, string.Join(", ", baseline.Id)));
}

/// <summary>Completes the name of a stored InfluxDB profile.</summary>
public sealed class InfluxDbProfileCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        new InfluxDbProfiles(RunStore.DefaultRoot()).List().Select(name => new CompletionResult(name));
}
