using System.Management.Automation;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Results;

namespace IoTLoad.PowerShell.Running;

/// <summary>A test as a PowerShell job: Receive-Job gives its result, Stop-Job ends it in good order.</summary>
internal sealed class LoadTestJob : Job
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);
    private readonly TestRun _run;
    private readonly RunProgress _progress;

    /// <summary>
    /// Makes the job of a test that has been started. Its command is the cmdlet's name alone: the line may hold a secret.
    /// </summary>
    public LoadTestJob(TestRun run)
        : base("Start-IoTLoadTest", run.Id)
    {
        _run = run;
        _progress = new RunProgress(run);
        PSJobTypeName = "IoTLoadTest";
        SetJobState(JobState.Running);
        _ = FollowAsync();
    }

    public override bool HasMoreData => Output.Count > 0 || Error.Count > 0;

    public override string Location => Environment.MachineName;

    public override string StatusMessage => _progress.Record().StatusDescription;

    public override void StopJob()
    {
        _run.Stop();
        _run.Over.Wait();
        Finished.WaitOne();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _run.Stop();
            _run.Over.Wait();
            _run.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task FollowAsync()
    {
        while (await Task.WhenAny(_run.Over, Task.Delay(ProgressInterval)) != _run.Over)
        {
            // Only the latest is of interest to whoever looks: a test of hours must not pile them up.
            Progress.Clear();
            Progress.Add(_progress.Record());
        }

        Progress.Clear();
        try
        {
            var result = _run.Wait();
            Output.Add(TestResult.Of(result));
            if (TestErrorRecord.Of(result) is { } error)
            {
                Error.Add(error);
            }

            SetJobState(result.Outcome == Engine.Reports.RunOutcome.Stopped ? JobState.Stopped : JobState.Completed);
        }
        catch (Exception exception)
        {
            // Whatever ended the test is what the job reports; nobody else would hear of it.
            Error.Add(LoadErrorRecord.Of(exception));
            SetJobState(JobState.Failed);
        }
    }
}
