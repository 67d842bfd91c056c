using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Sandboxes;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Returns the sandboxes of this user that run.</summary>
[Cmdlet(VerbsCommon.Get, "IoTLoadSandbox")]
[OutputType(typeof(LoadSandbox))]
public sealed class GetIoTLoadSandboxCommand : SandboxCommand
{
    /// <summary>IDs; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    [SupportsWildcards, ArgumentCompleter(typeof(SandboxIdCompleter)), PSDefaultValue(Help = "All")]
    public string[] Id { get; set; } = ["*"];

    private protected override void Process()
    {
        foreach (var sandbox in FindSandboxes(Id))
        {
            OrReport(() => WriteObject(Read(sandbox)));
        }
    }
}
