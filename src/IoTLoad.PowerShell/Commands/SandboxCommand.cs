using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Sandboxes;

namespace IoTLoad.PowerShell.Commands;

/// <summary>A cmdlet that works on sandboxes.</summary>
public abstract class SandboxCommand : IoTLoadCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private protected SandboxCommand()
    {
    }

    /// <summary>Works and waits for it, with Write-Progress once it takes longer.</summary>
    private protected T Await<T>(string activity, Func<Task<T>> work)
    {
        var task = Task.Run(work);
        var shown = false;
        var id = activity.GetHashCode(StringComparison.Ordinal) & int.MaxValue;
        try
        {
            while (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Interval))
            {
                if (!Stopping)
                {
                    shown = true;
                    WriteProgress(new ProgressRecord(id, activity, "Waiting for the sandbox"));
                }
            }

            if (shown && !Stopping)
            {
                WriteProgress(new ProgressRecord(id, activity, "Done") { RecordType = ProgressRecordType.Completed });
            }

            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>The sandboxes of IDs that may hold wildcards; an ID without one that does not run is reported.</summary>
    private protected IEnumerable<SandboxFolder> FindSandboxes(IEnumerable<string> ids)
    {
        var running = SandboxFolders.Running().ToList();
        foreach (var id in ids)
        {
            var pattern = WildcardPattern.Get(id, WildcardOptions.IgnoreCase);
            var found = running.Where(sandbox => pattern.IsMatch(sandbox.Id)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(id))
            {
                WriteError(LoadErrorRecord.Of(new LoadException(
                    "SandboxNotFound", LoadErrorKind.NotFound, $"No sandbox {id} runs.", "Get-IoTLoadSandbox lists those that run.", id)));
            }

            foreach (var sandbox in found)
            {
                yield return sandbox;
            }
        }
    }

    /// <summary>Reads a sandbox as it is now.</summary>
    private protected LoadSandbox Read(SandboxFolder sandbox) => Await($"Sandbox {sandbox.Id}", async () =>
    {
        using var control = new SandboxControl(sandbox);
        return await control.ReadAsync(Stopped);
    });
}
