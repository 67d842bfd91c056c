using System.Management.Automation;
using IoTLoad.Aws.Devices;

namespace IoTLoad.PowerShell.Running;

/// <summary>
/// Shows how far work in the background has come. It reports from any thread; PowerShell takes progress from the pipeline's only.
/// </summary>
internal sealed class WorkProgress(Cmdlet cmdlet, string activity) : IProgress<FleetProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly int _id = activity.GetHashCode(StringComparison.Ordinal) & int.MaxValue;
    private volatile FleetProgress? _latest;

    public void Report(FleetProgress value) => _latest = value;

    /// <summary>Waits for the work, with Write-Progress once it takes longer.</summary>
    public T Await<T>(Task<T> work)
    {
        var shown = false;
        while (!((IAsyncResult)work).AsyncWaitHandle.WaitOne(Interval))
        {
            shown = true;
            Write(Record());
        }

        if (shown)
        {
            Write(new ProgressRecord(_id, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }

        return work.GetAwaiter().GetResult();
    }

    private ProgressRecord Record()
    {
        var latest = _latest;
        return latest is null || latest.Total == 0
            ? new ProgressRecord(_id, activity, latest?.Step ?? "Waiting for an answer")
            : new ProgressRecord(_id, activity, $"{latest.Step}: {latest.Done:N0} of {latest.Total:N0}")
            {
                PercentComplete = Math.Min(100, 100 * latest.Done / latest.Total)
            };
    }

    private void Write(ProgressRecord record)
    {
        try
        {
            if (!cmdlet.Stopping)
            {
                cmdlet.WriteProgress(record);
            }
        }
        catch (PipelineStoppedException)
        {
            // Stopped just now: the work ends between two of its steps, and is waited for.
        }
    }
}
