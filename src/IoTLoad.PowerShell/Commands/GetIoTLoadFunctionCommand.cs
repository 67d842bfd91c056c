using System.Management.Automation;
using IoTLoad.Aws.Deployment;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Returns deployed functions, and whether anything is not as it was deployed.</summary>
[Cmdlet(VerbsCommon.Get, "IoTLoadFunction")]
[OutputType(typeof(DeployedFunction))]
public sealed class GetIoTLoadFunctionCommand : FunctionCommand
{
    /// <summary>Names of functions; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), Alias("Name")]
    [ValidateNotNullOrEmpty, SupportsWildcards, ArgumentCompleter(typeof(FunctionCompleter))]
    [PSDefaultValue(Help = "All that were deployed in the region")]
    public string[] FunctionName { get; set; } = ["*"];

    private protected override void Process()
    {
        foreach (var name in FunctionName.SelectMany(Named))
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

    private IEnumerable<string> Named(string pattern) => Wildcards.Predicate(pattern) is { } matches
        ? Await("Functions", _ => FunctionDeployment.ListAsync(Connection(), Stopped)).Where(matches)
        : [pattern];
}
