using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Sandboxes;

namespace IoTLoad.PowerShell.Commands;

/// <summary>A cmdlet that works on sandboxes.</summary>
public abstract class SandboxCommand : IoTLoadCommand
{
    private protected SandboxCommand()
    {
    }

    /// <summary>The sandboxes of IDs that may hold wildcards; an ID without one that does not run is reported.</summary>
    private protected IEnumerable<SandboxFolder> FindSandboxes(IEnumerable<string> ids)
    {
        var running = SandboxFolders.Running().ToList();
        foreach (var id in ids)
        {
            var pattern = WildcardPattern.Get(id, WildcardOptions.IgnoreCase);
            var found = running.Where(sandbox => pattern.IsMatch(sandbox.Id)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(id))
            {
                WriteError(LoadErrorRecord.Of(LoadException.NotFound(
                    "SandboxNotFound", $"No sandbox {id} runs.", "Get-IoTLoadSandbox lists those that run.", id)));
            }

            foreach (var sandbox in found)
            {
                yield return sandbox;
            }
        }
    }

    /// <summary>Reads a sandbox as it is now.</summary>
    private protected LoadSandbox Read(SandboxFolder sandbox) => Await($"Sandbox {sandbox.Id}", async () =>
    {
        using var control = new SandboxControl(sandbox);
        return await control.ReadAsync(Stopped);
    });
}
