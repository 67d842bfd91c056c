using System.Management.Automation;
using IoTLoad.Aws.Fanout;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Invokes the function once, for a shard made by hand, and waits for it.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "IoTLoadFunction", SupportsShouldProcess = true, DefaultParameterSetName = PlanSet)]
[OutputType(typeof(ShardInvocationResult))]
public sealed class InvokeIoTLoadFunctionCommand : FunctionCommand
{
    private const string PlanSet = "Plan";
    private const string EventSet = "Event";

    /// <summary>Name of the function.</summary>
    [Parameter(Position = 0), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(FunctionCompleter))]
    public string FunctionName { get; set; } = "iotload";

    /// <summary>The plan that the shard is of.</summary>
    [Parameter(ParameterSetName = PlanSet, Mandatory = true, ValueFromPipelineByPropertyName = true), ValidateNotNull]
    public LoadPlan? Plan { get; set; }

    /// <summary>Number of the shard, from 0.</summary>
    [Parameter(ParameterSetName = PlanSet), WholeNumberTransformation]
    public int Shard { get; set; }

    /// <summary>Number of shards that the plan is split into.</summary>
    [Parameter(ParameterSetName = PlanSet), ValidateRange(1, LoadPlanSplit.MaxShards), WholeNumberTransformation]
    public int Shards { get; set; } = 1;

    /// <summary>The event, JSON.</summary>
    [Parameter(ParameterSetName = EventSet, Mandatory = true), ValidateNotNullOrEmpty]
    public string? Event { get; set; }

    private protected override void Process()
    {
        var json = Event ?? ShardInvoker.EventOf(Plan!, Shard, Shards, HasCredentials);
        if (!ShouldProcess(FunctionName, $"Invoke with {json}"))
        {
            return;
        }

        var result = Await($"Function {FunctionName}", _ => ShardInvoker.InvokeAsync(Connection(), FunctionName, json, Stopped));
        WriteObject(result);
        if (result.Error is { } error)
        {
            WriteError(LoadErrorRecord.Of(new LoadException(
                "FunctionFailed", LoadErrorKind.InvalidState, $"The function {FunctionName} failed: {error}",
                "The result's Log has its last lines.", FunctionName)));
        }
    }
}
