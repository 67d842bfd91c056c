using System.Management.Automation;
using IoTLoad.Aws.Metrics;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;
using IoTLoad.Storage;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Returns what tests measured: a point for each second and metric, or the distribution of each latency.</summary>
[Cmdlet(VerbsCommon.Get, "IoTLoadMetrics", DefaultParameterSetName = PointsSet)]
[OutputType(typeof(MetricPoint), ParameterSetName = [PointsSet, RangeSet])]
[OutputType(typeof(LatencyPercentile), ParameterSetName = [DistributionSet])]
[OutputType(typeof(PSObject), ParameterSetName = [PointsSet])]
public sealed partial class GetIoTLoadMetricsCommand : AwsCommand, IInfluxDbParameters
{
    private const string PointsSet = "Points";
    private const string RangeSet = "Range";
    private const string DistributionSet = "Distribution";
    private InfluxDbConnection? _influxDb;

    /// <summary>IDs of tests; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = PointsSet, Position = 0, Mandatory = true, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = DistributionSet, Position = 0, Mandatory = true, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards, TestIdTransformation, ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Names of metrics; wildcards are allowed.</summary>
    [Parameter(Position = 1), ValidateNotNullOrEmpty, SupportsWildcards, ArgumentCompleter(typeof(MetricNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Where the metrics are read from.</summary>
    [Parameter]
    public MetricSource Source { get; set; } = MetricSource.Run;

    /// <summary>Which statistics; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = PointsSet), Parameter(ParameterSetName = RangeSet), ValidateNotNullOrEmpty]
    [SupportsWildcards, ArgumentCompleter(typeof(StatisticCompleter))]
    public string[] Statistic { get; set; } = ["*"];

    /// <summary>Returns latency distributions over the whole test.</summary>
    [Parameter(ParameterSetName = DistributionSet, Mandatory = true)]
    public SwitchParameter Distribution { get; set; }

    /// <summary>Returns a row a second, with a column for each metric.</summary>
    [Parameter(ParameterSetName = PointsSet)]
    public SwitchParameter Wide { get; set; }

    /// <summary>Begin of a time range.</summary>
    [Parameter(ParameterSetName = RangeSet, Mandatory = true), TimeTransformation]
    public DateTimeOffset From { get; set; }

    /// <summary>End of a time range; now, unless given.</summary>
    [Parameter(ParameterSetName = RangeSet), TimeTransformation]
    public DateTimeOffset? To { get; set; }

    /// <summary>Lambda functions whose metrics are read.</summary>
    [Parameter(ParameterSetName = PointsSet), Parameter(ParameterSetName = RangeSet), ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string[] FunctionName { get; set; } = [];

    /// <summary>Waits until the points of the last minute have arrived.</summary>
    [Parameter(ParameterSetName = PointsSet), Parameter(ParameterSetName = RangeSet)]
    public SwitchParameter Wait { get; set; }

    private protected override void Begin()
    {
        CheckSource();
        var known = Source == MetricSource.CloudWatch ? CloudWatchMetric.Names : Distribution ? RunMetrics.LatencyNames : RunMetrics.Names;
        if (Name.FirstOrDefault(name => !WildcardPattern.ContainsWildcardCharacters(name)
            && !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw LoadException.InvalidInput("UnknownMetric", $"There is no {(Distribution ? "latency" : "metric")} '{unknown}'.",
                $"Use one of {string.Join(", ", known)}; wildcards are allowed.", unknown);
        }

        var statistics = Source == MetricSource.CloudWatch ? CloudWatchReader.Statistics : RunMetrics.Statistics;
        if (Statistic.FirstOrDefault(name => !WildcardPattern.ContainsWildcardCharacters(name)
            && !statistics.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } statistic)
        {
            throw LoadException.InvalidInput("UnknownStatistic",
                $"{(Source == MetricSource.CloudWatch ? "CloudWatch's points" : "Tests")} have no statistic '{statistic}'.",
                $"Use one of {string.Join(", ", statistics)}; wildcards are allowed.", statistic);
        }
    }

    private protected override void Process()
    {
        if (ParameterSetName == RangeSet)
        {
            if (Source == MetricSource.InfluxDB)
            {
                OrReport(() => WriteInfluxDb(null, From, To));
            }
            else
            {
                WriteCloudWatch("", From, To ?? DateTimeOffset.UtcNow);
            }

            return;
        }

        var names = Patterns(Name);
        if (Source == MetricSource.InfluxDB)
        {
            foreach (var id in InfluxDbIds())
            {
                OrReport(() => WriteInfluxDb(id, null, null));
            }

            return;
        }

        foreach (var run in FindRuns(Id))
        {
            OrReport(() =>
            {
                if (Source == MetricSource.CloudWatch)
                {
                    WriteCloudWatch(run.Id, run.Started, run.Ended ?? DateTimeOffset.UtcNow);
                }
                else if (Distribution)
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

    private static WildcardPattern[] Patterns(string[] texts) =>
        [.. texts.Select(text => WildcardPattern.Get(text, WildcardOptions.IgnoreCase))];

    private static bool Matches(WildcardPattern[] patterns, string text) => Array.Exists(patterns, pattern => pattern.IsMatch(text));

    /// <summary>IDs as they are, for other machines write to the database, too; those with wildcards from the run store.</summary>
    private IEnumerable<string> InfluxDbIds() =>
        Id.SelectMany(id => WildcardPattern.ContainsWildcardCharacters(id) ? FindRuns([id]).Select(run => run.Id) : [id]);

    private void CheckSource()
    {
        if (Source == MetricSource.Run && ParameterSetName == RangeSet)
        {
            throw LoadException.InvalidInput(
                "SourceHasNoRange", "-From and -To have no meaning with -Source Run.",
                "Add -Source CloudWatch or InfluxDB, or give the -Id of a test and leave them out.", Source);
        }

        if (Source != MetricSource.CloudWatch && (Wait || FunctionName.Length > 0))
        {
            throw LoadException.InvalidInput("SourceIsNotCloudWatch", $"-Wait and -FunctionName have no meaning with -Source {Source}.",
                "Add -Source CloudWatch, or leave them out.", Source);
        }

        if (Source != MetricSource.InfluxDB
            && MyInvocation.BoundParameters.Keys.FirstOrDefault(name => InfluxDbParameters.IsOne(name)
                || name is nameof(Window) or nameof(QueryLanguage)) is { } influx)
        {
            throw LoadException.InvalidInput(
                "SourceIsNotInfluxDB", $"-{influx} has no meaning with -Source {Source}.", "Add -Source InfluxDB, or leave it out.",
                Source);
        }

        if (Source != MetricSource.Run && Wide)
        {
            throw LoadException.InvalidInput(
                "SourceIsNotRun", $"-Wide has no meaning with -Source {Source}.", "Leave out -Source, or -Wide.", Source);
        }

        if (Source != MetricSource.Run && Distribution)
        {
            throw LoadException.InvalidInput(
                "SourceHasNoDistribution", $"{Source} has no latency distributions.", "Leave out -Source, or -Distribution.",
                Source);
        }

        if (ParameterSetName == RangeSet && (To ?? DateTimeOffset.UtcNow) <= From)
        {
            throw LoadException.InvalidInput(
                "InvalidRange", $"The time range from {From:u} to {To ?? DateTimeOffset.UtcNow:u} has no length.",
                "Give a -From that is before -To.", From);
        }
    }

    private void WritePoints(StoredRun run, WildcardPattern[] names)
    {
        var statistics = Patterns(Statistic);
        var points = RunMetrics.Read(run, name => Matches(names, name)).Where(point => Matches(statistics, point.Statistic));
        var rows = Wide
            ? new WideRows(name => Matches(names, name), statistic => Matches(statistics, statistic)).Of(points)
            : points.Select(InvariantRow.Of);
        foreach (var row in rows)
        {
            WriteObject(row);
        }
    }

    private void WriteDistributions(StoredRun run, WildcardPattern[] names)
    {
        foreach (var latency in RunMetrics.LatencyNames.Where(name => Matches(names, name)))
        {
            WriteObject(RunMetrics.ReadDistribution(run, latency).Select(InvariantRow.Of), enumerateCollection: true);
        }
    }
}
