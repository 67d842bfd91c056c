using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Sandboxes;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Stops sandboxes, with all that is in them.</summary>
[Cmdlet(VerbsLifecycle.Stop, "IoTLoadSandbox", SupportsShouldProcess = true)]
public sealed class StopIoTLoadSandboxCommand : SandboxCommand
{
    /// <summary>IDs; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards, ArgumentCompleter(typeof(SandboxIdCompleter))]
    public string[] Id { get; set; } = [];

    private protected override void Process()
    {
        foreach (var sandbox in FindSandboxes(Id).Where(sandbox => ShouldProcess(sandbox.Id, "Stop the sandbox")))
        {
            OrReport(() => Await($"Sandbox {sandbox.Id}", async () =>
            {
                using var control = new SandboxControl(sandbox);
                await control.StopAsync(Stopped);
                return true;
            }));
        }
    }
}
