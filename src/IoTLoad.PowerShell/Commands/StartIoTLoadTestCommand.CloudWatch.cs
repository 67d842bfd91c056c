using System.Management.Automation;
using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.IotCore;
using IoTLoad.Aws.Metrics;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;

namespace IoTLoad.PowerShell.Commands;

/// <content>What CloudWatch decides once the test is over.</content>
public sealed partial class StartIoTLoadTestCommand
{
    /// <summary>Holds the test's own counts against CloudWatch's, and fails the test if they disagree.</summary>
    [Parameter]
    public SwitchParameter Reconcile { get; set; }

    /// <summary>Topic rules that each message triggers, whose executions are reconciled too.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] ReconcileRule { get; set; } = [];

    /// <summary>How long to wait, after the end of the test's last minute, until CloudWatch has it.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string CloudWatchDelay { get; set; } = "3m";

    private CloudWatchVerdict? Verdict(ILoadTest test)
    {
        var plan = test.Plan;
        if (!Reconcile && !CloudWatchVerdict.IsNeeded(plan))
        {
            return IsGiven(nameof(CloudWatchDelay))
                ? throw Idle(nameof(CloudWatchDelay), "nothing asks CloudWatch", "Add -Reconcile, or a threshold such as "
                    + "'cloudwatch.PublishIn.Throttle == 0'")
                : null;
        }

        if (_region is null)
        {
            throw LoadException.InvalidInput(
                "CloudWatchNeedsAwsIoTCore",
                "The test has to be compared with CloudWatch's metrics, and no endpoint is AWS IoT Core's.",
                $"Use the endpoint {IotCoreEndpoint.Keyword}, or leave out -Reconcile and the thresholds on cloudwatch.", plan.Name);
        }

        if (Function is null && CloudWatchVerdict.OnFunction(plan) is { } lambda)
        {
            throw LoadException.InvalidInput(
                "FunctionNeeded", $"The threshold \"{lambda}\" is on a function's metrics, and this machine runs the test.",
                "Add -Function, or leave the threshold out.", lambda);
        }

        return new CloudWatchVerdict(Connection(_region), new CloudWatchQuestion(
            Reconcile, DurationText.Parse(CloudWatchDelay, "-CloudWatchDelay"), Function,
            [.. ((test as FanoutRun)?.Function.DownstreamRules ?? []).Union(ReconcileRule)], _region,
            Function is null ? default : DurationText.Parse(StartDelay, "-StartDelay")));
    }
}
