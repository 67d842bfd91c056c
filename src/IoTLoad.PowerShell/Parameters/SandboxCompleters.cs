using System.Collections;
using System.Management.Automation;
using IoTLoad.PowerShell.Sandboxes;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes the table of a sandbox's faults, one fault each.</summary>
public sealed class SandboxFaultCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) => SandboxSettings.FaultNames.Select(
        name => Table(name, SandboxSettings.IsDuration(name) ? "'200ms'" : "0.1"));

    internal static CompletionResult Table(string name, string value) =>
        new($"@{{ {name} = {value} }}", name, CompletionResultType.ParameterValue, name);
}

/// <summary>Completes the table of a sandbox's limits, one limit each.</summary>
public sealed class SandboxLimitCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        SandboxSettings.LimitNames.Select(name => SandboxFaultCompleter.Table(name, "100"));
}

/// <summary>Completes the IDs of running sandboxes.</summary>
public sealed class SandboxIdCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) => SandboxFolders.Running()
        .Select(sandbox => new CompletionResult(sandbox.Id, sandbox.Id, CompletionResultType.ParameterValue,
            $"{sandbox.Address.EndpointUrl} {sandbox.Address.Region}"));
}
