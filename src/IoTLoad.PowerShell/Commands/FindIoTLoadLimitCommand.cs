using System.Collections;
using System.Management.Automation;
using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.IotCore;
using IoTLoad.Aws.Metrics;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Searching;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;
using IoTLoad.PowerShell.Running;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Finds the highest rate, number of devices or connect rate at which a plan's thresholds hold.</summary>
[Cmdlet(VerbsCommon.Find, "IoTLoadLimit", SupportsShouldProcess = true)]
[OutputType(typeof(SearchedLimit))]
public sealed class FindIoTLoadLimitCommand : AwsCommand, IFanoutParameters
{
    private volatile TestRun? _run;

    /// <summary>A plan file, a plan, or a test or result for its plan.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), ValidateNotNull]
    public object? Plan { get; set; }

    /// <summary>Values of a plan file's variables.</summary>
    [Parameter, ValidateNotNull]
    public Hashtable? Variable { get; set; }

    /// <summary>What is raised.</summary>
    [Parameter]
    public LimitOf Of { get; set; }

    /// <summary>The first value that is tried.</summary>
    [Parameter(Mandatory = true), NumberTransformation]
    public double Minimum { get; set; }

    /// <summary>The highest value that is ever tried.</summary>
    [Parameter(Mandatory = true), NumberTransformation]
    public double Maximum { get; set; }

    /// <summary>Conditions that must hold.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ThresholdCompleter))]
    [PSDefaultValue(Help = "The plan's")]
    public string[]? Threshold { get; set; }

    /// <summary>Length of each step.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string StepDuration { get; set; } = "30s";

    /// <summary>Time before that at the step's rate, which latencies and rates do not count.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string SettleTime { get; set; } = "5s";

    /// <summary>What a value is multiplied by as long as it holds.</summary>
    [Parameter, NumberTransformation]
    public double Growth { get; set; } = 1.5;

    /// <summary>Width of the final interval, as a share.</summary>
    [Parameter, NumberTransformation]
    public double Precision { get; set; } = 0.02;

    /// <summary>How often the value at the edge must hold.</summary>
    [Parameter, ValidateRange(1, 20), WholeNumberTransformation]
    public int Repeat { get; set; } = 2;

    /// <summary>Most steps.</summary>
    [Parameter, ValidateRange(1, 1000), WholeNumberTransformation]
    public int MaximumStep { get; set; } = 40;

    /// <summary>User name and password of the devices.</summary>
    [Parameter, Credential]
    public PSCredential? MqttCredential { get; set; }

    /// <summary>Name of the function that runs each step, in shards.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "This machine runs the steps")]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string? Function { get; set; }

    /// <summary>Number of shards.</summary>
    [Parameter, ValidateRange(1, LoadPlanSplit.MaxShards), WholeNumberTransformation]
    public int Workers { get; set; } = 1;

    /// <summary>From the invocations of a step to its common start.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string StartDelay { get; set; } = "10s";

    /// <summary>Broker for reports and commands.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "The broker under test")]
    public string? ControlEndpoint { get; set; }

    /// <summary>Names of parameters in SSM that functions find secrets in.</summary>
    [Parameter, ValidateNotNull]
    public Hashtable SecretParameter { get; set; } = [];

    /// <summary>How often shards report.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string ReportInterval { get; set; } = "5s";

    /// <summary>Does not ask before it loads a host that is not this machine.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _run?.Stop();
    }

    private protected override void Process()
    {
        FanoutParameters.Check(this, MyInvocation.BoundParameters.ContainsKey);
        var source = PlanSource.Of(Plan!, Variable, Store, PathOf);
        if (source.Plan.Scenarios.Count > 0)
        {
            throw LoadException.InvalidInput(
                "ScenariosNotSearched", $"The plan has {source.Plan.Scenarios.Count} scenarios, and a search raises one load.",
                "Write the scenario whose limit you want as a plan of its own.", source.Plan.Name);
        }

        var login = MqttCredential?.GetNetworkCredential();
        var plan = source.Plan with
        {
            Thresholds = Threshold ?? source.Plan.Thresholds,
            Session = login is null ? source.Plan.Session
                : source.Plan.Session with { Username = login.UserName, Password = login.Password },
        };
        var bounds = new LimitBounds
        {
            Minimum = Minimum,
            Maximum = Maximum,
            Growth = Growth,
            Precision = Precision,
            Repeats = Repeat,
            MostSteps = MaximumStep,
            IsWhole = Of == LimitOf.Devices,
        };
        bounds.Check();
        var hold = DurationText.Parse(StepDuration, "-StepDuration");
        var settle = DurationText.Parse(SettleTime, "-SettleTime");

        if (CloudWatchVerdict.IsNeeded(plan))
        {
            throw LoadException.InvalidInput(
                "CloudWatchIsTooLate", "CloudWatch's metrics come minutes after a step, so a search cannot go by them.",
                "Leave out the thresholds on cloudwatch., and use counts such as failed == 0.", plan.Name);
        }

        // The whole search must be able to run before any of it does.
        foreach (var value in Of == LimitOf.Devices ? [Minimum, Maximum] : new[] { Minimum })
        {
            var step = LimitProbe.PlanOf(plan, Of, value, settle, hold);
            source.Located<ILoadTest>(() => Function is null ? LoadTest.Prepare(step) : Prepare(step));
        }

        var target = plan.Endpoints.Count == 0 ? "an embedded broker"
            : (Function is null ? "" : $"function {Function}: ") + string.Join(", ", plan.Endpoints.Select(
                endpoint => endpoint.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)));
        if (!ShouldProcess(target, FormattableString.Invariant($"Raise {Of} from {Minimum} up to {Maximum}"))
            || !(Force || plan.Endpoints.All(endpoint => endpoint.IsLoopback)
                || ShouldContinue(FormattableString.Invariant($"This loads {target} with up to {Maximum} ({Of})."), "Find the limit")))
        {
            return;
        }

        // Each step is over when it returns: the search stays on the pipeline's thread, which alone may write progress.
        var found = LimitSearch.FindAsync(
            bounds, (value, _) => Task.FromResult(Probe(LimitProbe.PlanOf(plan, Of, value, settle, hold))),
            Stopped).GetAwaiter().GetResult();
        WriteObject(InvariantRow.Of(new SearchedLimit
        {
            Of = Of,
            Highest = found.Highest,
            Broken = found.Broken,
            Complete = found.Complete,
            Why = found.Steps.LastOrDefault(step => !step.Held)?.Why,
            Steps = found.Steps,
        }));
        if (found is { Complete: true, Highest: null })
        {
            WriteError(LoadErrorRecord.Of(LoadException.InvalidInput(
                "LimitBelowMinimum",
                FormattableString.Invariant($"The thresholds do not even hold at {Minimum}: {found.Steps[^1].Why}."),
                "Lower -Minimum, or check the thresholds.", Minimum)));
        }
    }

    private ILoadTest Prepare(LoadPlan plan)
    {
        if (Function is not null)
        {
            var options = FanoutParameters.Options(this, plan, HasCredentials);
            return Await($"Function {Function}", _ => FanoutRun.PrepareAsync(plan, options, Connection(), Stopped));
        }

        return LoadTest.Prepare(plan, Await(
            "AWS credentials", _ => IotCoreAccess.AuthenticateAsync(plan, Connection(), HasCredentials, Stopped)));
    }

    private LimitStep Probe(LoadPlan plan)
    {
        var test = Prepare(plan);
        using var run = Await($"IoTLoad test {test.Id}", () => TestRun.StartAsync(test, Store, new TestSinks(), Stopped));
        _run = run;
        new RunProgress(run).Show(this);
        var step = LimitProbe.StepOf(run.Wait());
        WriteVerbose(FormattableString.Invariant($"{plan}: {(step.Held ? "held" : step.Why)}"));
        return step;
    }
}
