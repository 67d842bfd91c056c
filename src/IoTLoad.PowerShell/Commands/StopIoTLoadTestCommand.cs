using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Ends running tests in good order, whichever process runs them.</summary>
[Cmdlet(VerbsLifecycle.Stop, "IoTLoadTest", SupportsShouldProcess = true)]
[OutputType(typeof(TestResult))]
public sealed class StopIoTLoadTestCommand : AwsCommand
{
    /// <summary>IDs; wildcards are allowed, and then stand for running tests.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty, SupportsWildcards, TestIdTransformation, ArgumentCompleter(typeof(TestIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Returns as soon as the tests have been asked to end.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Returns the results.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process()
    {
        var asked = new List<StoredRun>();
        foreach (var run in Id.SelectMany(Running))
        {
            if (!ShouldProcess(run.Id, "Stop the load test"))
            {
                continue;
            }

            OrReport(() =>
            {
                try
                {
                    Store.RequestStop(run.Id);
                    asked.Add(run);
                }
                catch (LoadException) when (HasFunctionsOut(Store.Open(run.Id)))
                {
                    StopOrphan(run);
                }
            });
        }

        if (!NoWait)
        {
            asked.ForEach(run => OrReport(() => Finish(run)));
        }
    }

    private IEnumerable<StoredRun> Running(string id) => WildcardPattern.ContainsWildcardCharacters(id)
        ? FindRuns([id]).Where(run => run.State == RunState.Running)
        : FindRuns([id]);

    private static bool IsOrphan(StoredRun run) =>
        run.State is RunState.Interrupted or RunState.Failed && FanoutFile.Read(run) is not null;

    // Also a run that counts as over: its functions may go on, if they were not heard of, or did not hear the first stop.
    private bool HasFunctionsOut(StoredRun run) => run.State switch
    {
        RunState.Running or RunState.Damaged => false,
        RunState.Completed or RunState.Stopped when Store.ReadResult(run).Shards.All(shard => shard.Final) => false,
        _ => FanoutFile.Read(run) is { } state
            && (run.State == RunState.Interrupted || state.MayHaveFunctionsOut(run.Plan!, DateTimeOffset.UtcNow)),
    };

    // The session that started the test is gone; its functions are not, and hear a stop from anybody who may tell them.
    private void StopOrphan(StoredRun run)
    {
        var state = FanoutFile.Read(run)!;
        var test = Orphan(run, state);
        if (NoWait || !IsOrphan(run))
        {
            // The result of a run that has one stays.
            Await($"Function {state.Options.FunctionName}", async _ =>
            {
                await test.SendStopAsync(Stopped);
                return true;
            });
            return;
        }

        using var resumed = Resume(test, state);
        resumed.Stop();
        new RunProgress(resumed).Show(this);
        var result = resumed.Wait();
        if (PassThru)
        {
            WriteObject(TestResult.Of(result));
        }
    }

    private void Finish(StoredRun run)
    {
        var over = new StoredRunWait(Store, run).Wait(null, WriteProgress, Stopped);
        if (over is not null && IsOrphan(over))
        {
            StopOrphan(over);
        }
        else if (over is not null && PassThru)
        {
            WriteObject(TestResult.Of(Store.ReadResult(over)));
        }
    }
}
