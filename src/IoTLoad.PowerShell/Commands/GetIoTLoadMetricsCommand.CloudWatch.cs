using System.Management.Automation;
using IoTLoad.Aws.Metrics;
using IoTLoad.PowerShell.Results;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Commands;

/// <content>Points from CloudWatch. Here they become points like those of the run store, which knows nothing of AWS.</content>
public sealed partial class GetIoTLoadMetricsCommand
{
    private void WriteCloudWatch(string testId, DateTimeOffset from, DateTimeOffset to)
    {
        var complete = CloudWatchReader.CompleteAt(to);
        if (Wait)
        {
            WaitUntil(complete);
        }
        else if (complete > DateTimeOffset.UtcNow)
        {
            WriteWarning(Text($"CloudWatch's points arrive one to three minutes late: up to {to.UtcDateTime:HH:mm:ss}Z, "
                + $"the last ones may be missing or too low until {complete.UtcDateTime:HH:mm:ss}Z. -Wait waits for them."));
        }

        var names = Patterns(Name);
        var query = new CloudWatchQuery { From = from, To = to, NameFilter = name => Matches(names, name), FunctionNames = FunctionName };
        if (query.PeriodAt(DateTimeOffset.UtcNow) is > 60 and var period)
        {
            WriteWarning(Text($"CloudWatch keeps minutes for 15 days: these points are of {period / 60} minutes each."));
        }

        var points = Await("CloudWatch", _ => CloudWatchReader.ReadAsync(Connection(), query, Stopped));
        if (points.Count == 0)
        {
            WriteWarning(Text($"CloudWatch has no such metrics from {from.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z to "
                + $"{to.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, or not yet. See that -Region is the one that was under test."));
        }

        var statistics = Patterns(Statistic);
        foreach (var point in points.Where(point => Matches(statistics, point.Statistic)))
        {
            WriteObject(InvariantRow.Of(new MetricPoint
            {
                Timestamp = point.Timestamp,
                TestId = testId,
                Source = "CloudWatch",
                Name = point.Name,
                Value = point.Value,
                Unit = point.Unit,
                Statistic = point.Statistic,
                Dimensions = point.Dimensions,
            }));
        }
    }

    private void WaitUntil(DateTimeOffset complete)
    {
        const string Activity = "Waiting for CloudWatch's last minute";
        var total = complete - DateTimeOffset.UtcNow;
        var line = new HostLine();
        var id = Activity.GetHashCode(StringComparison.Ordinal) & int.MaxValue;
        while (complete - DateTimeOffset.UtcNow is var left && left > TimeSpan.Zero && !Stopped.IsCancellationRequested)
        {
            WriteProgress(new ProgressRecord(id, Activity, Text($"Until {complete.UtcDateTime:HH:mm:ss}Z"))
            {
                SecondsRemaining = (int)Math.Ceiling(left.TotalSeconds),
                PercentComplete = Math.Clamp((int)(100 * (1 - (left / total))), 0, 100),
            });
            line.Show(this, Text($"{Activity}, until {complete.UtcDateTime:HH:mm:ss}Z"));
            Stopped.WaitHandle.WaitOne(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
        }

        if (total > TimeSpan.Zero)
        {
            WriteProgress(new ProgressRecord(id, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
