using System.Management.Automation;
using IoTLoad.Aws.Deployment;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Returns deployed functions, and whether anything is not as it was deployed.</summary>
[Cmdlet(VerbsCommon.Get, "IoTLoadFunction")]
[OutputType(typeof(DeployedFunction))]
public sealed class GetIoTLoadFunctionCommand : FunctionCommand
{
    /// <summary>Name of the function.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [PSDefaultValue(Help = "All that were deployed in the region")]
    public string? FunctionName { get; set; }

    private protected override void Process()
    {
        var names = FunctionName is not null
            ? [FunctionName] : Await("Functions", _ => FunctionDeployment.ListAsync(Connection(), Stopped));
        foreach (var name in names)
        {
            OrReport(() =>
            {
                var found = Await($"Function {name}", _ => FunctionDeployment.GetAsync(Connection(), name, null, Stopped));
                var zip = ZipOf(found.Architecture ?? "");
                WriteObject(File.Exists(zip)
                    ? Await($"Function {name}", _ => FunctionDeployment.GetAsync(Connection(), name, zip, Stopped)) : found);
            });
        }
    }
}
