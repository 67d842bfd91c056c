using System.Collections;
using System.Management.Automation;
using IoTLoad.Aws.Quotas;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Checks plans without starting anything.</summary>
[Cmdlet(VerbsDiagnostic.Test, "IoTLoadPlan")]
[OutputType(typeof(PlanReport))]
public sealed class TestIoTLoadPlanCommand : IoTLoadCommand
{
    /// <summary>A plan file, a plan, or a test or result for its plan.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object[] Plan { get; set; } = [];

    /// <summary>Values of a plan file's variables.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Variable { get; set; }

    private protected override void Process()
    {
        foreach (var given in Plan)
        {
            WriteObject(Check(given));
        }
    }

    private PlanReport Check(object given)
    {
        var report = new PlanReport { Source = given is string or FileInfo ? $"{given}" : "" };
        try
        {
            var source = PlanSource.Of(given, Variable, Store, PathOf);
            return source.Located(() => Check(source.Plan, report));
        }
        catch (LoadException exception)
        {
            var error = exception.InWords(ParameterNames.Render);
            return report with { ErrorId = error.ErrorId, Problem = error.Message, Action = error.RecommendedAction };
        }
    }

    private static PlanReport Check(LoadPlan plan, PlanReport report)
    {
        LoadTest.Prepare(plan);
        var findings = QuotaCheck.Check(plan);
        return report with
        {
            Valid = true,
            Name = plan.Name,
            Devices = plan.DeviceCount,
            Connections = plan.Connections,
            Messages = plan.Messages,
            PeakRate = plan.PeakRate,
            Duration = plan.Duration,
            Quotas = findings,
            FirstQuota = findings.Where(finding => finding is { Limit: > 0, Planned: > 0 } && !finding.SmallRegionsOnly)
                .MaxBy(finding => finding.Planned / finding.Limit) is { } first
                ? FirstQuota(first) : null,
        };
    }

    private static string FirstQuota(QuotaFinding first) => FormattableString.Invariant(
        $"{(first.Scenario is { } scenario ? scenario + ": " : "")}{first.Quota}, ")
        + FormattableString.Invariant($"at {100 * first.Limit / first.Planned:0.#} % of this plan's load");
}
