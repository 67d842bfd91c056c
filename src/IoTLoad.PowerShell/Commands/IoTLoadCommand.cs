using System.Management.Automation;
using System.Text.RegularExpressions;
using IoTLoad.Engine;
using IoTLoad.Engine.Results;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Results;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>What all cmdlets share: the run store, paths as PowerShell means them, and errors.</summary>
public abstract partial class IoTLoadCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopped = new();
    private RunStore? _store;

    private protected IoTLoadCommand()
    {
    }

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    private protected CancellationToken Stopped => _stopped.Token;

    private protected RunStore Store => _store ??= new RunStore(RunStore.DefaultRoot());

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopped.Cancel();

    /// <summary>A path relative to PowerShell's location, which is not always that of the process.</summary>
    private protected string? PathOf(string? path) => path is null ? null : GetUnresolvedProviderPathFromPSPath(path);

    /// <summary>Runs a step; what it finds wrong ends the cmdlet.</summary>
    private protected T OrThrow<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (LoadException exception)
        {
            ThrowTerminatingError(LoadErrorRecord.Of(exception));
            throw;
        }
    }

    /// <summary>Runs a step for one of several objects; what it finds wrong is reported, and the others go on.</summary>
    private protected void OrReport(Action step)
    {
        try
        {
            step();
        }
        catch (LoadException exception)
        {
            WriteError(LoadErrorRecord.Of(exception));
        }
    }

    /// <summary>The runs of IDs that may hold wildcards; an ID without one that does not exist is reported.</summary>
    private protected IEnumerable<StoredRun> FindRuns(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            if (WildcardPattern.ContainsWildcardCharacters(id))
            {
                foreach (var run in Store.List().Where(run => WildcardPattern.Get(id, WildcardOptions.IgnoreCase).IsMatch(run.Id)))
                {
                    yield return run;
                }
            }
            else if (Open(id) is { } run)
            {
                yield return run;
            }
        }
    }

    /// <summary>Writes a result, and an error if it did not pass.</summary>
    private protected void WriteResult(LoadResult result)
    {
        var error = TestErrorRecord.Of(result);
        if (error is not null && MyInvocation.PipelinePosition < MyInvocation.PipelineLength && SelectsFirst().IsMatch(Statement()))
        {
            // Select-Object -First stops this cmdlet once it has its object, and an error after that would be lost.
            WriteError(error);
            error = null;
        }

        WriteObject(TestResult.Of(result));
        if (error is not null)
        {
            WriteError(error);
        }
    }

    /// <summary>The whole statement that runs this cmdlet; the invocation's own line ends where a line of a longer pipeline does.</summary>
    private string Statement() =>
        InvokeCommand.InvokeScript("Get-PSCallStack").Skip(1).Select(frame => ((CallStackFrame)frame.BaseObject).Position.Text)
            .FirstOrDefault() ?? "";

    [GeneratedRegex(@"\|\s*(Select-Object|select)\b[^|]*\s-(f|in)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SelectsFirst();

    private StoredRun? Open(string id)
    {
        try
        {
            return Store.Open(id);
        }
        catch (LoadException exception)
        {
            WriteError(LoadErrorRecord.Of(exception));
            return null;
        }
    }
}
