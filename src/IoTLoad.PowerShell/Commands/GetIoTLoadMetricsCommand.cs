using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.Metrics;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Returns what tests measured: a point for each second and metric, or the distribution of each latency.</summary>
[Cmdlet(VerbsCommon.Get, "IoTLoadMetrics", DefaultParameterSetName = PointsSet)]
[OutputType(typeof(MetricPoint), ParameterSetName = [PointsSet])]
[OutputType(typeof(LatencyPercentile), ParameterSetName = [DistributionSet])]
public sealed class GetIoTLoadMetricsCommand : IoTLoadCommand
{
    private const string PointsSet = "Points";
    private const string DistributionSet = "Distribution";

    /// <summary>IDs of tests; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Names of metrics; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(MetricNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Where the metrics are read from.</summary>
    [Parameter]
    public MetricSource Source { get; set; } = MetricSource.Run;

    /// <summary>Which statistics; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = PointsSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StatisticCompleter))]
    public string[] Statistic { get; set; } = ["*"];

    /// <summary>Returns latency distributions over the whole test.</summary>
    [Parameter(ParameterSetName = DistributionSet, Mandatory = true)]
    public SwitchParameter Distribution { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var known = Distribution ? RunMetrics.LatencyNames : RunMetrics.Names;
        if (Name.FirstOrDefault(name => !WildcardPattern.ContainsWildcardCharacters(name) && !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            ThrowTerminatingError(LoadErrorRecord.Of(new LoadException(
                "UnknownMetric", LoadErrorKind.InvalidInput, $"There is no {(Distribution ? "latency" : "metric")} '{unknown}'.",
                $"Use one of {string.Join(", ", known)}; wildcards are allowed.", unknown)));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var names = Patterns(Name);
        foreach (var run in FindRuns(Id))
        {
            OrReport(() =>
            {
                if (Distribution)
                {
                    WriteDistributions(run, names);
                }
                else
                {
                    WritePoints(run, names);
                }
            });
        }
    }

    private static WildcardPattern[] Patterns(string[] texts) => [.. texts.Select(text => WildcardPattern.Get(text, WildcardOptions.IgnoreCase))];

    private void WritePoints(StoredRun run, WildcardPattern[] names)
    {
        var statistics = Patterns(Statistic);
        foreach (var point in RunMetrics.Read(run, name => Array.Exists(names, pattern => pattern.IsMatch(name))))
        {
            if (Array.Exists(statistics, pattern => pattern.IsMatch(point.Statistic)))
            {
                WriteObject(point);
            }
        }
    }

    private void WriteDistributions(StoredRun run, WildcardPattern[] names)
    {
        foreach (var latency in RunMetrics.LatencyNames.Where(name => Array.Exists(names, pattern => pattern.IsMatch(name))))
        {
            WriteObject(RunMetrics.ReadDistribution(run, latency), enumerateCollection: true);
        }
    }
}
