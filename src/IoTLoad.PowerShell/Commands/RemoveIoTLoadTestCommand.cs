using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Removes tests from the run store, with everything that they measured.</summary>
[Cmdlet(VerbsCommon.Remove, "IoTLoadTest", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveIoTLoadTestCommand : IoTLoadCommand
{
    /// <summary>IDs; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards, TestIdTransformation, ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    private protected override void Process()
    {
        foreach (var id in Id)
        {
            // A folder that is damaged can be removed, too; so a whole ID need not be readable.
            var ids = WildcardPattern.ContainsWildcardCharacters(id) ? [.. FindRuns([id]).Select(run => run.Id)] : new[] { id };
            foreach (var each in MayRemove(id, ids) ? ids : [])
            {
                OrReport(() => Remove(each));
            }
        }
    }

    private void Remove(string id)
    {
        if (ShouldProcess(id, "Remove the load test and all that it measured"))
        {
            Store.Remove(id);
        }
    }
}
