using System.Collections;
using System.Management.Automation;
using IoTLoad.PowerShell.Sandboxes;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes the IDs of running sandboxes.</summary>
public sealed class SandboxIdCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) => SandboxFolders.Running()
        .Select(sandbox => new CompletionResult(sandbox.Id, sandbox.Id, CompletionResultType.ParameterValue,
            $"{sandbox.Address.EndpointUrl} {sandbox.Address.Region}"));
}
