using System.Collections;
using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Sandboxes;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Changes the faults of running sandboxes.</summary>
[Cmdlet(VerbsCommon.Set, "IoTLoadSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(LoadSandbox))]
public sealed class SetIoTLoadSandboxCommand : SandboxCommand
{
    /// <summary>IDs; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards, ArgumentCompleter(typeof(SandboxIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>The faults that are on from now.</summary>
    [Parameter(Position = 0, Mandatory = true), ValidateNotNull, ArgumentCompleter(typeof(SandboxFaultCompleter))]
    public IDictionary Fault { get; set; } = new Hashtable();

    /// <summary>Returns the sandboxes.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process()
    {
        var faults = SandboxSettings.Faults(Fault);
        foreach (var sandbox in FindSandboxes(Id).Where(sandbox => ShouldProcess(sandbox.Id, $"Set faults {faults}")))
        {
            OrReport(() => Await($"Sandbox {sandbox.Id}", async () =>
            {
                using var control = new SandboxControl(sandbox);
                await control.SetFaultsAsync(faults, Stopped);
                return true;
            }));
            if (PassThru)
            {
                OrReport(() => WriteObject(Read(sandbox)));
            }
        }
    }
}
