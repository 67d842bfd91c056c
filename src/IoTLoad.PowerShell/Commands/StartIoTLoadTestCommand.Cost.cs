using System.Management.Automation;
using IoTLoad.Aws.Costs;
using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Running;
using IoTLoad.PowerShell.Parameters;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Commands;

/// <content>What the test would cost, before it starts.</content>
public sealed partial class StartIoTLoadTestCommand
{
    /// <summary>Most that the test may cost by its estimate; one that would cost more does not start.</summary>
    [Parameter, ValidateRange(0.0, double.MaxValue), NumberTransformation, PSDefaultValue(Help = "No limit")]
    public double? MaxCost { get; set; }

    /// <summary>A price file in place of the module's.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "prices.json of the module")]
    public string? PriceFile { get; set; }

    /// <summary>AWS region of the broker under test; null if that is not AWS IoT Core.</summary>
    private string? _region;

    private void CheckCost(ILoadTest test)
    {
        if (_region is null)
        {
            if (new[] { nameof(MaxCost), nameof(PriceFile) }.FirstOrDefault(IsGiven) is { } idle)
            {
                throw Idle(idle, "no endpoint is AWS IoT Core's, so that nothing is billed", $"Use the endpoint {IotCoreEndpoint.Keyword}");
            }

            return;
        }

        if (MaxCost is { } most && Estimate(test) is var rows && rows.Sum(row => row.Cost) is var cost && cost > most)
        {
            throw LoadException.InvalidInput(
                "CostExceeded",
                Text($"The test would cost about {cost:0.00} {rows[0].Currency} of at most {most:0.00}: ")
                    + string.Join(", ", rows.OrderByDescending(row => row.Cost).Take(3)) + ".", "Run less, or raise -MaxCost.",
                test.Plan.Name);
        }
    }

    private IReadOnlyList<LoadCost> Estimate(ILoadTest test) => LoadCost.Of(
        MeteredUse.Of(test.Plan, new RuleUse(), (test as FanoutRun)?.Use), ModulePrices.Read(PathOf(PriceFile)), _region!);

    // Without prices of the region, a test can still run.
    private string CostText(ILoadTest test)
    {
        if (_region is null)
        {
            return "";
        }

        try
        {
            var rows = Estimate(test);
            return rows.Count == 0 ? ""
                : Text($", for about {rows[0].Total:0.00##} {rows[0].Currency} at prices of {rows[0].PriceDate} in {_region}");
        }
        catch (LoadException unknown) when (unknown.ErrorId == "PriceUnknown")
        {
            return $", at a cost that is not known: {unknown.Message.TrimEnd('.')}";
        }
    }
}
