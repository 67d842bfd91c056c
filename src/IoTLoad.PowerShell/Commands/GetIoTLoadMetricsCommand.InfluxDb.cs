using System.Management.Automation;
using IoTLoad.Engine.Plan;
using IoTLoad.PowerShell.Results;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage.InfluxDb;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Commands;

/// <content>Points from InfluxDB.</content>
public sealed partial class GetIoTLoadMetricsCommand
{
    /// <summary>Length of the intervals that seconds are put together to.</summary>
    [Parameter(ParameterSetName = PointsSet), Parameter(ParameterSetName = RangeSet), ValidateNotNullOrEmpty]
    public string? Window { get; set; }

    /// <summary>The language that InfluxDB is asked in.</summary>
    [Parameter(ParameterSetName = PointsSet), Parameter(ParameterSetName = RangeSet)]
    public InfluxDbLanguage QueryLanguage { get; set; }

    private void WriteInfluxDb(string? testId, DateTimeOffset? from, DateTimeOffset? to)
    {
        var names = Patterns(Name);
        var statistics = Patterns(Statistic);
        var query = new InfluxDbQuery
        {
            TestId = testId,
            Start = from,
            End = to,
            Window = Window is null ? null : DurationText.Parse(Window, "-Window"),
            Language = QueryLanguage,
            NameFilter = name => Matches(names, name),
            StatisticFilter = statistic => Matches(statistics, statistic),
        };
        using var reader = new InfluxDbReader(_influxDb ??= ConnectionToInfluxDb());
        var any = false;
        var garbage = default(PipelineGarbage);
        try
        {
            foreach (var point in reader.Read(query, Stopped))
            {
                any = true;
                WriteObject(InvariantRow.Of(point));
                garbage.Passed();
            }
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        if (!any)
        {
            WriteWarning(testId is null
                ? "InfluxDB has no such points in that time. Get-IoTLoadTest shows when tests ran."
                : Text($"InfluxDB has no such points of the test {testId}. See that the bucket is the one that it wrote to; "
                    + $"what it could not send is sent by Send-IoTLoadMetrics."));
        }
    }
}
