using System.Globalization;
using System.Management.Automation;
using IoTLoad.Aws.Fanout;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Waits until tests are over, whichever process runs them, and returns their results.</summary>
[Cmdlet(VerbsLifecycle.Wait, "IoTLoadTest")]
[OutputType(typeof(LoadResult))]
public sealed class WaitIoTLoadTestCommand : AwsCommand
{
    /// <summary>IDs; wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>How long to wait for each test at most.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Timeout { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var limit = Timeout is null ? (TimeSpan?)null : OrThrow(() => DurationText.Parse(Timeout, "-Timeout"));
        foreach (var run in FindRuns(Id))
        {
            OrReport(() => WaitFor(run, limit));
        }
    }

    private void WaitFor(StoredRun run, TimeSpan? limit)
    {
        var over = new StoredRunWait(Store, run).Wait(limit, WriteProgress, Stopped);
        if (over is { State: RunState.Interrupted } && FanoutFile.Read(over) is { } fanout)
        {
            Resume(over, fanout, limit);
        }
        else if (over is not null)
        {
            WriteResult(Store.ReadResult(over));
        }
        else
        {
            WriteTimeout(run, limit);
        }
    }

    // The session that started the test is gone; its functions are not, and what they report is kept for whoever comes.
    private void Resume(StoredRun run, FanoutState state, TimeSpan? limit)
    {
        var resumed = TestRun.Resume(Orphan(run, state), Store);
        resumed.DisposeWhenOver();
        if (new RunProgress(resumed).Show(this, limit, Stopped))
        {
            WriteResult(resumed.Wait());
        }
        else
        {
            // This session goes on collecting.
            WriteTimeout(run, limit);
        }
    }

    private void WriteTimeout(StoredRun run, TimeSpan? limit)
    {
        if (!Stopped.IsCancellationRequested)
        {
            WriteError(LoadErrorRecord.Of(
                new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"The test {run.Id} was not over within {limit}.")),
                "WaitTimeout", ErrorCategory.OperationTimeout, "It goes on: wait again, or end it with Stop-IoTLoadTest.", run.Id));
        }
    }
}
