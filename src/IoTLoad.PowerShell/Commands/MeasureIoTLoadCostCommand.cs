using System.Collections;
using System.Management.Automation;
using IoTLoad.Aws.Costs;
using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Says what a test costs on AWS, or what a plan would.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "IoTLoadCost")]
[OutputType(typeof(LoadCost))]
public sealed class MeasureIoTLoadCostCommand : IoTLoadCommand
{
    /// <summary>A plan or plan file, whose cost is estimated; or a test, its result or its ID, whose counts are priced.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), ValidateNotNull]
    [ArgumentCompleter(typeof(TestIdCompleter))]
    public object[] InputObject { get; set; } = [];

    /// <summary>Values of a plan file's variables.</summary>
    [Parameter, ValidateNotNull]
    public Hashtable? Variable { get; set; }

    /// <summary>AWS region whose prices are taken.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "That of the endpoint or the function")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>A price file in place of the module's.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "prices.json of the module")]
    public string? PriceFile { get; set; }

    /// <summary>Rules of the account that each message triggers.</summary>
    [Parameter, ValidateRange(0.0, 1000.0), NumberTransformation]
    [PSDefaultValue(Help = "Those that Publish-IoTLoadFunction has deployed; 1 for a Basic Ingest topic")]
    public double RulesPerMessage { get; set; }

    /// <summary>Actions of each rule.</summary>
    [Parameter, ValidateRange(0.0, 10.0), NumberTransformation]
    public double ActionsPerRule { get; set; } = 1;

    private protected override void Process()
    {
        foreach (var given in InputObject)
        {
            OrReport(() => WriteObject(Measure(given).Select(InvariantRow.Of), enumerateCollection: true));
        }
    }

    private IReadOnlyList<LoadCost> Measure(object given)
    {
        var rules = new RuleUse(RulesPerMessage, ActionsPerRule);
        var prices = ModulePrices.Read(PathOf(PriceFile));
        if (RunOf(given) is { } run)
        {
            var result = Store.ReadResult(run);
            var functions = FanoutFile.Read(run);
            var seconds = result.Plan.Protocol == LoadProtocol.Http ? [] : RunSeconds.Read(run).Slices;
            var measured = MeteredUse.Of(
                result, seconds, rules, functions is null ? null : FanoutUse.Of(result.Plan, functions, result.Ended));
            return LoadCost.Of(measured, prices, RegionOf(result.Plan, functions?.Region));
        }

        var source = PlanSource.Of(given, Variable, Store, PathOf);
        return source.Located(() =>
        {
            LoadTest.Prepare(source.Plan);
            return LoadCost.Of(MeteredUse.Of(source.Plan, rules), prices, RegionOf(source.Plan, null));
        });
    }

    // A text is a test's ID if there is such a test, and a plan file otherwise.
    private StoredRun? RunOf(object given)
    {
        var wrapped = PSObject.AsPSObject(given);
        return wrapped.BaseObject switch
        {
            StoredRun run => run,
            string text => Store.List().FirstOrDefault(run => run.Id == text),
            LoadPlan or FileInfo => null,
            _ => wrapped.Properties["Id"]?.Value is string id ? Store.Open(id) : null,
        };
    }

    private string RegionOf(LoadPlan plan, string? ofFunction) => Region
        ?? IotCoreEndpoint.RegionOf(plan)
        ?? ofFunction
        ?? throw LoadException.InvalidInput(
            "RegionNeeded", "Prices differ by region, and no endpoint of the test is AWS IoT Core's.",
            "Give -Region the AWS region to take the prices of.", plan.Name);
}
