using System.Management.Automation;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Makes a plan from parameters, and runs nothing.</summary>
[Cmdlet(VerbsCommon.New, "IoTLoadPlan", DefaultParameterSetName = ParametersSet)]
[OutputType(typeof(LoadPlan))]
public sealed class NewIoTLoadPlanCommand : PlanParametersCommand
{
    private protected override void Process()
    {
        var (plan, _) = BuildPlan(null, MyInvocation.BoundParameters.ContainsKey);
        PlanCheck.Check(DeviceInventory.Resolve(plan));
        WriteObject(plan);
    }
}
