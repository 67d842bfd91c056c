using System.Management.Automation;
using IoTLoad.Aws.Deployment;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Removes a function with all that Publish-IoTLoadFunction made for it.</summary>
[Cmdlet(VerbsCommon.Remove, "IoTLoadFunction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeployedPart))]
public sealed class RemoveIoTLoadFunctionCommand : FunctionCommand
{
    /// <summary>Name of the function.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true), Alias("Name")]
    [ValidateNotNullOrEmpty, ArgumentCompleter(typeof(FunctionCompleter))]
    public string FunctionName { get; set; } = "";

    private protected override void Process()
    {
        var found = Await($"Function {FunctionName}", _ => FunctionDeployment.DescribeRemovalAsync(Connection(), FunctionName, Stopped));
        if (found.Count == 0)
        {
            WriteVerbose($"Nothing of a function {FunctionName} is there.");
            return;
        }

        var parts = string.Join(Environment.NewLine, found.Select(part => $"{part.Kind} {part.Name}"));
        if (!ShouldProcess($"Remove the function {FunctionName} and what was made for it:{Environment.NewLine}{parts}",
            $"Remove the function {FunctionName}?", "Remove-IoTLoadFunction"))
        {
            return;
        }

        var removal = Await($"Function {FunctionName}",
            progress => FunctionDeployment.RemoveAsync(Connection(), FunctionName, progress, Stopped));
        WriteObject(removal.Removed, enumerateCollection: true);
        foreach (var fault in removal.Faults)
        {
            WriteError(LoadErrorRecord.Of(fault));
        }
    }
}
