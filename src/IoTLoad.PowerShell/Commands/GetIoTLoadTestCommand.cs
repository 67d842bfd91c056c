using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Lists the tests of the run store, or returns their results.</summary>
[Cmdlet(VerbsCommon.Get, "IoTLoadTest")]
[OutputType(typeof(StoredRun), typeof(TestResult))]
public sealed class GetIoTLoadTestCommand : IoTLoadCommand
{
    /// <summary>IDs; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    [SupportsWildcards, TestIdTransformation, ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = ["*"];

    /// <summary>Only tests with one of these names; wildcards are allowed.</summary>
    [Parameter, ValidateNotNullOrEmpty, SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only tests in one of these states.</summary>
    [Parameter]
    public RunState[] State { get; set; } = [];

    /// <summary>Only the newest so many.</summary>
    [Parameter, ValidateRange(1, int.MaxValue), PSDefaultValue(Help = "All"), WholeNumberTransformation]
    public int Newest { get; set; } = int.MaxValue;

    /// <summary>Returns results in place of the list's entries.</summary>
    [Parameter]
    public SwitchParameter Result { get; set; }

    private protected override void Process()
    {
        var names = Name.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase)).ToList();
        foreach (var run in FindRuns(Id)
            .Where(run => (State.Length == 0 || State.Contains(run.State)) && names.Exists(name => name.IsMatch(run.Name)))
            .Take(Newest))
        {
            if (Result)
            {
                OrReport(() => WriteObject(TestResult.Of(run.State != RunState.Running ? Store.ReadResult(run) : throw new LoadException(
                    "TestIsRunning", LoadErrorKind.InvalidState, $"The test {run.Id} still runs, so it has no result yet.",
                    $"Wait for it with Wait-IoTLoadTest {run.Id}, or see what it has measured so far with Get-IoTLoadMetrics {run.Id}.",
                    run.Id))));
            }
            else
            {
                WriteObject(InvariantRow.Of(run));
            }
        }
    }
}
