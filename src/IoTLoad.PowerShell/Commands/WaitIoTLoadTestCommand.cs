using System.Management.Automation;
using IoTLoad.Aws.Fanout;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Runs;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Waits until tests are over, whichever process runs them, and returns their results.</summary>
[Cmdlet(VerbsLifecycle.Wait, "IoTLoadTest")]
[OutputType(typeof(TestResult))]
public sealed class WaitIoTLoadTestCommand : AwsCommand
{
    /// <summary>IDs; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards, TestIdTransformation, ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>How long to wait for each test at most.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? Timeout { get; set; }

    private protected override void Process()
    {
        var limit = Timeout is null ? (TimeSpan?)null : DurationText.Parse(Timeout, "-Timeout");
        foreach (var run in FindRuns(Id))
        {
            OrReport(() => WaitFor(run, limit));
        }
    }

    private void WaitFor(StoredRun run, TimeSpan? limit)
    {
        var over = new StoredRunWait(Store, run).Wait(limit, WriteProgress, Stopped);
        if (over is { State: RunState.Interrupted or RunState.Failed } && FanoutFile.Read(over) is { } fanout
            && (over.State == RunState.Interrupted || fanout.MayHaveFunctionsOut(over.Plan!, DateTimeOffset.UtcNow)))
        {
            Collect(over, fanout, limit);
        }
        else if (over is not null)
        {
            SendUnfinished(over);
            WriteResult(Store.ReadResult(over));
        }
        else
        {
            WriteTimeout(run, limit);
        }
    }

    // The session that started the test is gone; its functions are not, and what they report is kept for whoever comes.
    private void Collect(StoredRun run, FanoutState state, TimeSpan? limit)
    {
        var resumed = Resume(Orphan(run, state), state);
        resumed.DisposeWhenOver();
        if (new RunProgress(resumed).Show(this, limit, Stopped))
        {
            var result = resumed.Wait();
            SendUnfinished(Store.Open(run.Id));
            WriteResult(result);
        }
        else
        {
            // This session goes on collecting.
            WriteTimeout(run, limit);
        }
    }

    // What the ended session had not yet sent to InfluxDB is in the run store.
    private void SendUnfinished(StoredRun run)
    {
        try
        {
            Await("InfluxDB", () => InfluxDbReplay.SendUnfinishedAsync(run, new InfluxDbProfiles(Store.Root), Stopped));
        }
        catch (LoadException exception) when (exception.ErrorId == "InfluxDbSpoolInUse")
        {
            // The session is still there, and sends them itself.
        }
        catch (LoadException exception)
        {
            WriteWarning($"InfluxDB lacks points of the test {run.Id}, because the session that ran it has ended: {exception.Message} "
                + $"{exception.RecommendedAction} Then send them with Send-IoTLoadMetrics {run.Id}.");
        }
    }

    private void WriteTimeout(StoredRun run, TimeSpan? limit)
    {
        if (!Stopped.IsCancellationRequested)
        {
            WriteError(LoadErrorRecord.Of(
                new TimeoutException(Text($"The test {run.Id} was not over within {limit}.")),
                "WaitTimeout", ErrorCategory.OperationTimeout, "It goes on: wait again, or end it with Stop-IoTLoadTest.", run.Id));
        }
    }
}
