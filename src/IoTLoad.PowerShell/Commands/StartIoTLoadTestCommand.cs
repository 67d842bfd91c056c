using System.Management.Automation;
using IoTLoad.Aws.Fanout;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage.Runs;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Runs a load test and returns its result.</summary>
[Cmdlet(VerbsLifecycle.Start, "IoTLoadTest", SupportsShouldProcess = true, DefaultParameterSetName = ParametersSet)]
[OutputType(typeof(TestResult), typeof(StoredRun), typeof(Job))]
public sealed partial class StartIoTLoadTestCommand : PlanParametersCommand, IInfluxDbParameters
{
    private const string PlanSet = "Plan";

    private volatile TestRun? _run;
    private PipedTests? _piped;

    internal bool IsWritten(string name) => MyInvocation.BoundParameters.ContainsKey(name);

    private protected override void Begin() => _piped = new PipedTests(this);

    private protected override void Process()
    {
        if (!MyInvocation.ExpectingInput || InputObject is null)
        {
            Run(PlanOfInput());
        }
        else if (_piped!.Take(InputObject.BaseObject))
        {
            var plan = PlanOfInput();
            RunRow(plan, () =>
            {
                if (plan is null)
                {
                    _piped.Bind(InputObject);
                }
            });
        }
    }

    private protected override void End()
    {
        if (_piped!.HasDevices)
        {
            RunRow(null, _piped.BindDevices);
        }
    }

    private PlanSource? PlanOfInput() => Plan is not null ? PlanSource.Of(Plan, Variable, Store, PathOf)
        : InputObject is null ? null
        : InputObject.BaseObject is FileInfo ? PlanSource.Of(InputObject, null, Store, PathOf)
        : PipedTests.PlanOf(InputObject, Store) is { } plan ? new PlanSource(plan) : null;

    private void RunRow(PlanSource? plan, Action bind)
    {
        try
        {
            bind();
            Run(plan);
        }
        finally
        {
            _piped!.Reset();
        }
    }

    private bool IsGiven(string name) => IsWritten(name) || _piped!.Bound.Contains(name);

    private void Run(PlanSource? planned)
    {
        if (AsJob && NoWait)
        {
            throw LoadException.InvalidInput(
                "AsJobOrNoWait", "Both -AsJob and -NoWait are given.",
                "Use -AsJob for a job that Receive-Job reads, or -NoWait for the running test.");
        }

        CheckCIGiven();
        var test = planned is null ? Prepare(null) : planned.Located(() => Prepare(planned.Plan), IsGiven);
        CheckCost(test);
        var sinks = Sinks(Verdict(test));
        if (!ShouldProcess(Target(test.Plan), Action(test)))
        {
            return;
        }

        if (AsJob)
        {
            var started = Await($"IoTLoad test {test.Id}", () => TestRun.StartAsync(test, Store, sinks, Stopped));
            ShowLive(started)?.DisposeWhenOver();
            var job = new LoadTestJob(started);
            JobRepository.Add(job);
            WriteObject(job);
            return;
        }

        var run = Await($"IoTLoad test {test.Id}", () => TestRun.StartAsync(test, Store, sinks, Stopped));
        if (NoWait)
        {
            ShowLive(run)?.DisposeWhenOver();
            run.DisposeWhenOver();
            WriteObject(InvariantRow.Of(Store.Open(test.Id)));
            return;
        }

        Finish(run);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _run?.Stop();
    }

    private void Finish(TestRun run)
    {
        using (run)
        {
            _run = run;
            if (Stopping)
            {
                run.Stop();
            }

            using var page = ShowLive(run);
            new RunProgress(run).Show(this);
            if (Stopping)
            {
                // A pipeline that is being stopped takes no more objects, so what was measured is told to the person.
                StoppedText.Write(Host, run);
                return;
            }

            page?.Finish();

            // A test that could not run is an error like any other: -ErrorAction decides, and the next row of a matrix runs.
            OrReport(() =>
            {
                var result = run.Wait();
                TellPipeline(result);
                WriteResult(result);
            });
        }
    }

    private static string Target(LoadPlan plan)
    {
        var endpoint = plan.Endpoints.Count == 0
            ? "an embedded broker" : string.Join(", ", plan.Endpoints.Select(each => each.AbsoluteUri.TrimEnd('/')));
        var rates = plan.Parts.Select(part => part.Devices.ConnectRate).ToList();
        return Text($"{endpoint}: {plan.Connections:N0} connections at {rates.Max():N0}/s")
            + (rates.Distinct().Skip(1).Any() ? " at most in a scenario" : "");
    }

    private string Action(ILoadTest test)
    {
        var plan = test.Plan;
        var functions = test is FanoutRun { Use: var use }
            ? Text($", on {use.Shards:N0} shards of the function {use.FunctionName} in "
                + $"{use.Invocations:N0} invocations of {use.GigabyteSeconds:N0} GB-seconds in all")
            : "";
        return Text(
            $"Publish {plan.Messages:N0} messages in {DurationText.Format(plan.Duration)}, up to {plan.PeakRate:N0}/s, "
                + $"{(plan.Scenarios.Count == 0 ? Of(plan) : Scenarios(plan))}{functions}") + CostText(test);

        static string Of(LoadPlan part) => Text($"QoS {part.Traffic.QoS}, {part.Traffic.Pattern}");

        static string Scenarios(LoadPlan plan) => string.Join("; ", plan.Scenarios.Zip(plan.Parts, (scenario, part) => Text(
            $"{scenario.Name} from {DurationText.Format(ScenarioLines.StartOf(plan, scenario))} to ")
            + Text($"{DurationText.Format(ScenarioLines.StartOf(plan, scenario) + part.Duration)}: {part.Connections:N0} connections, ")
            + Text($"up to {part.PeakRate:N0}/s, {Of(part)}")));
    }
}
