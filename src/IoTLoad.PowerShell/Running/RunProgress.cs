using System.Diagnostics;
using System.Management.Automation;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Running;

/// <summary>Shows how a test stands until it is over.</summary>
internal sealed class RunProgress(TestRun run)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly int _activity = run.Id.GetHashCode(StringComparison.Ordinal) & int.MaxValue;

    /// <summary>Waits until the test is over, with Write-Progress.</summary>
    /// <param name="cmdlet">Who waits.</param>
    /// <param name="limit">How long to wait at most; null waits for as long as it takes.</param>
    /// <param name="cancellation">Ends the wait, and not the test.</param>
    /// <returns>Whether it is over.</returns>
    public bool Show(Cmdlet cmdlet, TimeSpan? limit = null, CancellationToken cancellation = default)
    {
        var waited = Stopwatch.StartNew();
        var line = new HostLine();
        while (!run.Over.Wait(Interval, CancellationToken.None))
        {
            if (cancellation.IsCancellationRequested || waited.Elapsed >= limit)
            {
                return false;
            }

            Write(cmdlet, Record(), line);
        }

        Write(cmdlet, new ProgressRecord(_activity, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        return true;
    }

    /// <summary>How the test stands now.</summary>
    public ProgressRecord Record()
    {
        var progress = run.Progress;
        if (run.WaitsUntil is { } until)
        {
            return new ProgressRecord(_activity, Activity, Text($"Waiting for CloudWatch's last minute, until {until:HH:mm:ss}Z"))
            {
                PercentComplete = 100,
                SecondsRemaining = Math.Max(0, (int)Math.Ceiling((until - DateTimeOffset.UtcNow).TotalSeconds)),
            };
        }

        return new ProgressRecord(_activity, Activity, Status(progress))
        {
            PercentComplete = progress.Phase switch
            {
                RunPhase.Pending => 0,
                RunPhase.Connecting => progress.Connections == 0 ? 0 : 100 * progress.Online / progress.Connections,
                RunPhase.Running => (int)(100 * progress.Completed),
                _ => 100,
            },
            SecondsRemaining = progress.Phase == RunPhase.Running ? (int)Math.Ceiling(progress.Remaining.TotalSeconds) : -1,
        };
    }

    private string Activity => run.Id;

    private static void Write(Cmdlet cmdlet, ProgressRecord record, HostLine? line = null)
    {
        try
        {
            if (!cmdlet.Stopping)
            {
                cmdlet.WriteProgress(record);
                line?.Show(cmdlet, record.StatusDescription);
            }
        }
        catch (PipelineStoppedException)
        {
            // Stopped just now: the test still ends in good order, and is waited for.
        }
    }

    // What matters most comes first: PowerShell cuts the status off where the bar ends, which at 80 columns is after about 50 characters.
    private static string Status(LoadProgress progress)
    {
        var p99 = progress.P99Milliseconds is { } latency ? Text($", p99 {latency:0.0} ms") : "";
        var failures = progress.Failures > 0 ? Text($", {progress.Failures:N0} failures") : "";
        return Whole() + string.Concat(progress.Scenarios.Select(each => $"; {each.Name} {Part(each.Progress)}"));

        string Whole() => progress.Phase switch
        {
            RunPhase.Pending => "Starting",
            RunPhase.Connecting => Text($"Connecting: {progress.Online:N0} of {progress.Connections:N0}{failures}"),
            RunPhase.Running => Text(
                $"Running: {progress.PublishedRate:N0} of {progress.OfferedRate:N0}/s{p99}{failures}, {progress.Online:N0} online"),
            RunPhase.Draining => Text($"Draining: {progress.Totals.Published:N0} published{p99}{failures}"),
            _ => "Disconnecting",
        };

        static string Part(LoadProgress part) => part.Phase switch
        {
            RunPhase.Pending => "waits",
            RunPhase.Connecting => Text($"connects {part.Online:N0} of {part.Connections:N0}"),
            RunPhase.Running => Text($"{part.PublishedRate:N0} of {part.OfferedRate:N0}/s"),
            RunPhase.Done => "is over",
            _ => "ends",
        };
    }
}
