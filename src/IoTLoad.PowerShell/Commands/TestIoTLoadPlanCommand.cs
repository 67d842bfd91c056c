using System.Collections;
using System.Management.Automation;
using IoTLoad.Aws.Costs;
using IoTLoad.Aws.IotCore;
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
public sealed class TestIoTLoadPlanCommand : AwsCommand
{
    /// <summary>A plan file, a plan, or a test or result for its plan.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), ValidateNotNull]
    public object[] Plan { get; set; } = [];

    /// <summary>Values of a plan file's variables.</summary>
    [Parameter, ValidateNotNull]
    public Hashtable? Variable { get; set; }

    /// <summary>A price file in place of the module's.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "prices.json of the module")]
    public string? PriceFile { get; set; }

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

    private PlanReport Check(LoadPlan plan, PlanReport report)
    {
        LoadTest.Prepare(plan);
        var region = IotCoreEndpoint.RegionOf(plan);
        var (account, quotaSource) = Quotas(region);
        var uses = QuotaCheck.Uses(plan, account);
        return WithCost(plan, Region ?? region, report with
        {
            Valid = true,
            Name = plan.Name,
            Devices = plan.DeviceCount,
            Connections = plan.Connections,
            Messages = plan.Messages,
            PeakRate = plan.PeakRate,
            Duration = plan.Duration,
            Quotas = QuotaCheck.Check(plan, account),
            QuotaSource = quotaSource,
            QuotaUses = uses,
            FirstQuota = uses.Count == 0 ? null : $"{uses[0]}",
        });
    }

    // The account is asked if the plan or a parameter says which one that is; without rights, the defaults are better than nothing.
    private (AccountQuotas Account, string Source) Quotas(string? region)
    {
        if (region is null && !MyInvocation.BoundParameters.Keys.Any(name => name is nameof(Region) or nameof(EndpointUrl)
            or nameof(ProfileName) or nameof(AccessKey) or nameof(Credential)))
        {
            return (AccountQuotas.Defaults, "AWS's defaults");
        }

        try
        {
            var account = Await("Service Quotas", _ => AccountQuotas.ReadAsync(Connection(region), Stopped));
            return (account, account.IsOfAccount ? "the account's values" : "AWS's defaults: Service Quotas has no values of AWS IoT Core");
        }
        catch (LoadException exception)
        {
            return (AccountQuotas.Defaults, $"AWS's defaults: {exception.Message}");
        }
    }

    private PlanReport WithCost(LoadPlan plan, string? region, PlanReport report)
    {
        if (region is null)
        {
            return report;
        }

        var prices = ModulePrices.Read(PathOf(PriceFile));
        try
        {
            var rows = LoadCost.Of(MeteredUse.Of(plan, new RuleUse()), prices, region);
            return report with { EstimatedCost = rows.Sum(row => row.Cost), Currency = prices.Currency };
        }
        catch (LoadException exception) when (exception.ErrorId == "PriceUnknown" && PriceFile is null)
        {
            return report;
        }
    }
}
