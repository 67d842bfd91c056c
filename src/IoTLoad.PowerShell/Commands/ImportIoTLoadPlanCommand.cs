using System.Collections;
using System.Management.Automation;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.PlanFiles;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Reads plan files.</summary>
[Cmdlet(VerbsData.Import, "IoTLoadPlan")]
[OutputType(typeof(LoadPlan))]
public sealed class ImportIoTLoadPlanCommand : IoTLoadCommand
{
    /// <summary>Plan files, YAML or JSON.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath"), ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Values of the plans' variables.</summary>
    [Parameter, ValidateNotNull]
    public Hashtable? Variable { get; set; }

    private protected override void Process()
    {
        foreach (var path in Path)
        {
            OrReport(() => WriteObject(PlanFile.Read(PathOf(path)!, PlanSource.Texts(Variable)).Plan));
        }
    }
}
