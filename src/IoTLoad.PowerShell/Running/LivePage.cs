using System.Management.Automation;
using IoTLoad.Reports.Live;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Running;

/// <summary>The live page of a test, from its start until those who watch have the report.</summary>
internal sealed class LivePage : IDisposable
{
    private static readonly string[] Tags = ["PSHOST"];
    private readonly LiveServer _server;

    /// <summary>Starts to serve it, and says where it is.</summary>
    /// <exception cref="Engine.LoadException">It cannot be served.</exception>
    public LivePage(Cmdlet cmdlet, RunStore store, StoredRun run)
    {
        _server = new LiveServer(store, run);
        cmdlet.WriteInformation(new HostInformationMessage { Message = $"Live page of {run.Id}: {_server.Address}" }, Tags);
    }

    /// <summary>Waits until those who watch have the report.</summary>
    public void Finish() => ((IAsyncResult)_server.Over).AsyncWaitHandle.WaitOne();

    /// <summary>Serves it for as long as the test runs; for tests that nobody waits for.</summary>
    public void DisposeWhenOver() => _server.Over.ContinueWith(_ => Dispose(), TaskScheduler.Default);

    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
