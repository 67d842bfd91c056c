using System.Management.Automation;
using System.Management.Automation.Host;
using IoTLoad.Reports.Live;
using IoTLoad.Storage.Runs;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Running;

/// <summary>The live page of a test, from its start until those who watch have the report.</summary>
internal sealed class LivePage : IDisposable
{
    private readonly LiveServer _server;

    /// <summary>Starts to serve it, and says where it is.</summary>
    /// <exception cref="Engine.LoadException">It cannot be served.</exception>
    public LivePage(Cmdlet cmdlet, RunStore store, StoredRun run)
    {
        _server = new LiveServer(store, run);
        HostLine.Write(cmdlet, $"Live page of {run.Id}: {_server.Address}");
    }

    /// <summary>Waits until those who watch have the report.</summary>
    public void Finish() => ((IAsyncResult)_server.Over).AsyncWaitHandle.WaitOne();

    /// <summary>Serves it for as long as the test runs; for tests that nobody waits for.</summary>
    public void DisposeWhenOver() => _server.Over.ContinueWith(_ => Dispose(), TaskScheduler.Default);

    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
}

/// <summary>Shows a test in the terminal, each view over the one before; elsewhere, a line from time to time.</summary>
internal sealed class LiveScreen(Cmdlet cmdlet, PSHost host)
{
    private readonly bool _terminal = host.UI is { SupportsVirtualTerminal: true } && !Console.IsOutputRedirected;
    private readonly HostLine _line = new();
    private int _shown;

    /// <summary>Shows how the test stands.</summary>
    public void Show(LiveView view)
    {
        if (!_terminal)
        {
            var now = view.Now();
            _line.Show(cmdlet, Text($"{view.Where()} offered {now.OfferedRate:N0}/s, published {now.PublishedRate:N0}/s"));
            return;
        }

        // ECMA-48: cursor up, and erase to the end of the line or screen.
        const string EraseLine = "\u001b[K";
        var lines = LiveText.Of(view);
        host.UI.Write((_shown > 0 ? Text($"\u001b[{_shown}A") : "")
            + string.Concat(lines.Select(line => $"{line}{EraseLine}\n")) + "\u001b[J");
        _shown = lines.Count;
    }
}
