using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.Engine.Comparing;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Compares tests with baselines.</summary>
[Cmdlet(VerbsData.Compare, "IoTLoadTest")]
[OutputType(typeof(MetricComparison))]
public sealed class CompareIoTLoadTestCommand : IoTLoadCommand
{
    /// <summary>IDs of tests to compare; results and tests can be piped in.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Names of baselines, or IDs of tests.</summary>
    [Parameter(Mandatory = true, Position = 1), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(BaselineCompleter))]
    public string[] Baseline { get; set; } = [];

    /// <summary>Probability that an interval covers the true change.</summary>
    [Parameter, ValidateRange(0.5, 0.9999), NumberTransformation]
    public double Confidence { get; set; } = 0.99;

    /// <summary>Change, as a share, that is no news.</summary>
    [Parameter, ValidateRange(0.0, 10.0), NumberTransformation]
    public double Tolerance { get; set; } = 0.05;

    /// <summary>Writes an error if a metric is worse.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    private protected override void Process()
    {
        var options = new ComparisonOptions { Confidence = Confidence, Tolerance = Tolerance };
        foreach (var run in FindRuns(Id))
        {
            OrReport(() => Compare(run, options));
        }
    }

    private void Compare(StoredRun run, ComparisonOptions options)
    {
        var baselines = Baseline.SelectMany(name => new BaselineStore(Store).Open(name)).Where(each => each.Id != run.Id).ToList();
        if (baselines.Count == 0)
        {
            throw LoadException.InvalidInput(
                "BaselineNeeded", $"The test {run.Id} cannot be compared with itself alone.",
                "Give -Baseline another test, or a baseline that has one.", run.Id);
        }

        var compared = TestComparison.Compare(
            [.. baselines.Select(each => RunSeconds.Read(each).Slices)], RunSeconds.Read(run).Slices, options);
        var from = string.Join(", ", baselines.Select(each => each.Id));
        foreach (var metric in compared)
        {
            WriteObject(InvariantRow.Of(new MetricComparison(run.Id, from, metric)));
        }

        var worse = compared.Where(metric => metric.Verdict == ComparisonVerdict.Worse).ToList();
        if (Strict && worse.Count > 0)
        {
            WriteError(LoadErrorRecord.Of(
                new InvalidOperationException($"The test {run.Id} is worse than {from}: "
                    + string.Join("; ", worse.Select(metric => new MetricComparison(run.Id, from, metric).ToString())) + "."),
                "RegressionFound", ErrorCategory.LimitsExceeded, "Repeat the test to be sure, or raise -Tolerance.", run.Id));
        }
    }
}
