using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;
using IoTLoad.PowerShell.Running;
using IoTLoad.Reports.Live;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Shows a running test, of this or another session, in the terminal and on a live page, and returns its result.</summary>
[Cmdlet(VerbsCommon.Watch, "IoTLoadTest")]
[OutputType(typeof(TestResult))]
public sealed class WatchIoTLoadTestCommand : IoTLoadCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>ID of the test; entries of the run store bind by their property Id.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, ArgumentCompleter(typeof(TestIdCompleter))]
    public string Id { get; set; } = "";

    private protected override void Process()
    {
        var run = Running(Store.Open(Id));
        using var page = new LivePage(this, Store, run);
        var view = new LiveView(run);
        var screen = new LiveScreen(this, Host);
        while (Store.Open(Id).State == RunState.Running)
        {
            view.Read();
            screen.Show(view);
            if (Stopped.WaitHandle.WaitOne(Interval))
            {
                // The test goes on.
                return;
            }
        }

        page.Finish();
        WriteResult(Store.ReadResult(Store.Open(Id)));
    }

    private static StoredRun Running(StoredRun run) => run.State == RunState.Running ? run : throw new LoadException(
        "TestIsOver", LoadErrorKind.InvalidState, $"The test {run.Id} is not running ({run.State}).",
        "Write its report with Export-IoTLoadReport, or list what runs with Get-IoTLoadTest -State Running.", run.Id);
}
