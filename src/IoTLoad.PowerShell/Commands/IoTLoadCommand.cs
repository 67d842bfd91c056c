using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;
using IoTLoad.Aws.Devices;
using IoTLoad.Engine;
using IoTLoad.Engine.Results;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Results;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>What all cmdlets share: the run store, paths as PowerShell means them, waiting, and errors.</summary>
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
    /// <exception cref="LoadException">PathInvalid: it is not a path of the file system.</exception>
    private protected string? PathOf(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            var file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? file : throw NotAFile(path, $"it belongs to the provider {provider.Name}");
        }
        catch (Exception exception) when (exception is System.Management.Automation.DriveNotFoundException
            or ProviderNotFoundException or NotSupportedException or ProviderInvocationException)
        {
            throw NotAFile(path, exception.Message.TrimEnd('.'));
        }
    }

    private static LoadException NotAFile(string path, string why) => LoadException.InvalidInput(
        "PathInvalid", $"'{path}' is not a path of the file system: {why}.",
        "Write the path of a file, such as ./name or /folder/name.", path);

    /// <summary>Writes a text file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="errorId">ID of the error if it cannot be written.</param>
    /// <param name="what">What it is, with its article.</param>
    private protected static FileInfo WriteFile(string file, string text, string errorId, string what)
    {
        try
        {
            File.WriteAllText(file, text);
            return new FileInfo(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LoadException(
                errorId, exception is IOException ? LoadErrorKind.ResourceExhausted : LoadErrorKind.AccessDenied,
                $"{what} cannot be written to '{file}': {exception.Message}",
                "Check that the folder exists and that you may write to it.", file, exception);
        }
    }

    /// <summary>What a cmdlet does before its first object.</summary>
    private protected virtual void Begin()
    {
    }

    /// <summary>What a cmdlet does for each object. A <see cref="LoadException"/> ends the cmdlet with its error record.</summary>
    private protected virtual void Process()
    {
    }

    /// <summary>What a cmdlet does after its last object.</summary>
    private protected virtual void End()
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guarded(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guarded(Process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guarded(End);

    /// <summary>Waits for work in the background, with Write-Progress if it takes long; Ctrl-C ends it.</summary>
    /// <exception cref="LoadException">What the work found wrong.</exception>
    private protected T Await<T>(string activity, Func<IProgress<FleetProgress>, Task<T>> work)
    {
        var progress = new WorkProgress(this, activity);
        try
        {
            return progress.Await(Task.Run(() => work(progress)));
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <inheritdoc cref="Await{T}(string, Func{IProgress{FleetProgress}, Task{T}})"/>
    private protected T Await<T>(string activity, Func<Task<T>> work) => Await(activity, _ => work());

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
        var row = TestResult.Of(result);
        if (error is not null && MyInvocation.PipelinePosition < MyInvocation.PipelineLength && SelectsFirst().IsMatch(Statement()))
        {
            // Select-Object -First stops this cmdlet once it has its object, and an error after that would be lost.
            try
            {
                WriteError(error);
            }
            catch (Exception) when (OutVariable is { } kept)
            {
                // The error ends the pipeline, which gets no object then.
                kept.Add(row);
                throw;
            }

            error = null;
        }

        WriteObject(row);
        if (error is not null)
        {
            WriteError(error);
        }
    }

    private IList? OutVariable => MyInvocation.BoundParameters.TryGetValue(nameof(OutVariable), out var name)
        ? SessionState.PSVariable.GetValue($"{name}".TrimStart('+')) as IList : null;

    /// <summary>The whole statement that runs this cmdlet; the invocation's own line ends where a line of a longer pipeline does.</summary>
    private string Statement() =>
        InvokeCommand.InvokeScript("Get-PSCallStack").Skip(1).Select(frame => ((CallStackFrame)frame.BaseObject).Position.Text)
            .FirstOrDefault() ?? "";

    [GeneratedRegex(@"\|\s*(Select-Object|select)\b[^|]*\s-(f|in)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SelectsFirst();

    /// <summary>Asks before a wildcard removes what the user may not have thought of; -Confirm:$false and -WhatIf do not ask.</summary>
    private protected bool MayRemove(string pattern, IReadOnlyCollection<string> found)
    {
        var isAnswered = MyInvocation.BoundParameters.ContainsKey("Confirm") || MyInvocation.BoundParameters.ContainsKey("WhatIf")
            || LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));
        return isAnswered || found.Count == 0 || !WildcardPattern.ContainsWildcardCharacters(pattern)
            || ShouldContinue(
                $"{string.Join(", ", found.Take(10))}{(found.Count > 10 ? ", …" : "")}", $"Remove all {found.Count} that match {pattern}?");
    }

    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (LoadException exception)
        {
            ThrowTerminatingError(LoadErrorRecord.Of(exception));
        }
    }

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
