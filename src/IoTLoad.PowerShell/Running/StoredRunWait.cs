using System.Diagnostics;
using System.Management.Automation;
using IoTLoad.Engine.Plan;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Running;

/// <summary>Waits for a run of the store, which another process may be at work on.</summary>
internal sealed class StoredRunWait(RunStore store, StoredRun run)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private readonly int _activity = run.Id.GetHashCode(StringComparison.Ordinal) & int.MaxValue;

    /// <summary>The run once it is over; null where it was not within <paramref name="limit"/>, or the wait was cancelled.</summary>
    /// <exception cref="Engine.LoadException">The run was removed or is damaged.</exception>
    public StoredRun? Wait(TimeSpan? limit, Action<ProgressRecord> show, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        var shown = TimeSpan.Zero;
        for (var current = run; ; current = store.Open(run.Id))
        {
            if (current.State != RunState.Running)
            {
                if (shown > TimeSpan.Zero)
                {
                    show(new ProgressRecord(_activity, Activity, "Done") { RecordType = ProgressRecordType.Completed });
                }

                return current;
            }

            if (waited.Elapsed >= limit || cancellation.WaitHandle.WaitOne(PollInterval))
            {
                return null;
            }

            if (waited.Elapsed - shown > TimeSpan.FromSeconds(1))
            {
                shown = waited.Elapsed;
                show(Record(current));
            }
        }
    }

    private string Activity => run.Id;

    private ProgressRecord Record(StoredRun current)
    {
        var elapsed = DateTimeOffset.UtcNow - current.Started;
        var planned = current.Plan?.Duration ?? TimeSpan.Zero;
        return new ProgressRecord(
            _activity, Activity,
            $"Running for {DurationText.Format(TimeSpan.FromSeconds((long)elapsed.TotalSeconds))}; its load shape takes "
                + $"{DurationText.Format(planned)}");
    }
}
