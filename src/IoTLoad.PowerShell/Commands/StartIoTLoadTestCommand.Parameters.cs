using System.Collections;
using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <content>The parameters that are no part of the plan.</content>
public sealed partial class StartIoTLoadTestCommand
{
    /// <summary>What is piped in: a test, result, plan or job, whose plan runs again; a row with parameters; a sandbox; devices.</summary>
    [Parameter(ValueFromPipeline = true), ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>A plan to run: a plan file, a plan, or a test for its plan; parameters that are given replace parts of it.</summary>
    [Parameter(ParameterSetName = PlanSet, Mandatory = true), ValidateNotNull]
    public object? Plan { get; set; }

    /// <summary>Values of a plan file's variables.</summary>
    [Parameter(ParameterSetName = PlanSet), ValidateNotNull]
    public Hashtable? Variable { get; set; }

    /// <summary>The scenarios of the plan that parameters about devices and load are for; wildcards are allowed.</summary>
    [Parameter, ValidateNotNullOrEmpty, SupportsWildcards, ArgumentCompleter(typeof(ScenarioCompleter))]
    public string[] Scenario { get; set; } = [];

    internal override IReadOnlyList<string> ScenarioNames => Scenario;

    /// <summary>Refuses a plan that exceeds a quota of AWS IoT Core, which is a warning otherwise.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Name of a baseline, or ID of a test, whose values stand for <c>baseline</c> in thresholds.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(BaselineCompleter))]
    public string? Baseline { get; set; }

    /// <summary>Shows the test on a live page, which a browser on this machine can open.</summary>
    [Parameter]
    public SwitchParameter Live { get; set; }

    /// <summary>Writes summary, annotations, test results and report for the CI service that runs this job.</summary>
    [Parameter, PSDefaultValue(Help = "On in a job of GitHub Actions or Azure DevOps")]
    public SwitchParameter CI { get; set; }

    /// <summary>Returns a job at once.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>Returns the running test at once.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }
}
