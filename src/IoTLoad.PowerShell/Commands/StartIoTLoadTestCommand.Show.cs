using IoTLoad.Engine;
using IoTLoad.Engine.Results;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Running;
using IoTLoad.Reports.Pipelines;

namespace IoTLoad.PowerShell.Commands;

/// <content>Who else is shown the test: a browser while it runs, a CI service afterwards.</content>
public sealed partial class StartIoTLoadTestCommand
{
    private void CheckCIGiven()
    {
        if (CI && (AsJob || NoWait))
        {
            throw LoadException.InvalidInput(
                "PipelineDoesNotWait", "-CI is given with -AsJob or -NoWait, which do not wait for the result.",
                "Leave out -AsJob and -NoWait in a job that must fail when the test does.");
        }
    }

    private LivePage? ShowLive(TestRun run)
    {
        if (!Live)
        {
            return null;
        }

        try
        {
            return new LivePage(this, Store, Store.Open(run.Id));
        }
        catch
        {
            run.Stop();
            throw;
        }
    }

    private void TellPipeline(LoadResult result)
    {
        var service = PipelineService.Find(Environment.GetEnvironmentVariable);
        if (IsGiven(nameof(CI)) ? CI : service is not null)
        {
            PipelineReport.Write(this, service, ParameterNames.In(result), Store.Open(result.Id));
        }
    }
}
